import { describe, expect, it } from 'vitest';
import { shownContent } from '#components/sandbox/shown-content.ts';
import { aMessage } from '#components/sandbox/testing/a-message.ts';

const shown = (message: Record<string, unknown>, text = '') =>
  shownContent(aMessage({ text, content: { message: { mid: 'm1', ...message } } }));

describe('what the phone draws of Instagram', () => {
  it('a quick reply of the business is tapped with its payload', () => {
    const replies = { text: 'When?', quick_replies: [{ title: '4 pm', payload: 'AT-16' }] };
    expect(shown(replies, 'When?')).toMatchObject({
      as: 'buttons',
      text: 'When?',
      buttons: [{ label: '4 pm', plays: { type: 'quick_reply', text: '4 pm', payload: 'AT-16' } }],
    });
  });

  it.each([
    [{ text: 'Hi' }, { as: 'text', text: 'Hi' }],
    [
      { text: 'Hi', reply_to: { mid: 'm0' } },
      { as: 'text', text: 'Hi' },
    ],
    [
      { text: 'Hi', reply_to: { story: { id: '1', url: 'https://a.test/' } } },
      { as: 'buttons', header: 'Answered a story', text: 'Hi' },
    ],
    [
      {
        attachments: [{ type: 'ig_reel', payload: { title: 'Balayage', url: 'https://a.test/' } }],
      },
      { as: 'buttons', header: 'Shared a reel', text: 'Balayage' },
    ],
    [
      { attachments: [{ type: 'image', payload: { url: 'https://a.test/1.jpg' } }] },
      { as: 'file', kind: 'image', file: { link: 'https://a.test/1.jpg' } },
    ],
    [
      { attachment: { type: 'audio', payload: { url: 'https://a.test/1.mp4' } } },
      { as: 'file', kind: 'audio' },
    ],
    [
      { attachments: [{ type: 'file', payload: { url: 'https://a.test/1.pdf' } }] },
      { as: 'file', kind: 'document', file: { link: 'https://a.test/1.pdf' } },
    ],
    [{ attachments: [{ type: 'like_heart' }] }, { as: 'text', text: '❤️' }],
    [{ attachments: [{ type: 'something_new' }] }, { as: 'unknown', kind: 'something_new' }],
    [{ is_unsupported: true }, { as: 'unknown', kind: 'unsupported' }],
  ])('%j', (message, expected) => {
    expect(shown(message, 'Hi')).toMatchObject(expected);
  });

  it('a document is a file, and a link of the business a button that opens it', () => {
    const pdf = { attachment: { type: 'file', payload: { url: 'https://a.test/1.pdf' } } };
    expect(shown(pdf)).toMatchObject({ as: 'file', kind: 'document' });
    const buttons = [{ type: 'web_url', title: 'Open', url: 'https://luxe.example/prices' }];
    const payload = { template_type: 'button', text: 'Our prices', buttons };
    expect(shown({ attachment: { type: 'template', payload } })).toMatchObject({
      as: 'buttons',
      header: null,
      text: 'Our prices',
      buttons: [{ label: 'Open', url: 'https://luxe.example/prices' }],
    });
  });

  it('an ice-breaker is its title', () => {
    const content = { postback: { mid: 'm1', title: 'Prices?', payload: 'PRICES' } };
    expect(shownContent(aMessage({ kind: 'postback', text: 'Prices?', content }))).toEqual({
      as: 'text',
      text: 'Prices?',
    });
  });
});
