import { describe, expect, it } from 'vitest';
import { forwardedContent, lineOf, shownContent } from '#components/sandbox/shown-content.ts';
import { aMessage } from '#components/sandbox/testing/a-message.ts';

const ours = (kind: string, content: Record<string, unknown>) =>
  aMessage({ id: 'wamid.2', direction: 'to_customer', kind, text: '', content });

describe('what the phone draws', () => {
  it('a button says the choice with its id', () => {
    const interactive = {
      type: 'button',
      header: { type: 'text', text: 'Your visit' },
      body: { text: 'When?' },
      footer: { text: 'Luxe Salon' },
      action: { buttons: [{ type: 'reply', reply: { id: 'at-16', title: '4:00 pm' } }] },
    };
    expect(shownContent(ours('interactive', { interactive }))).toEqual({
      as: 'buttons',
      header: 'Your visit',
      text: 'When?',
      footer: 'Luxe Salon',
      buttons: [
        {
          key: 'at-16',
          label: '4:00 pm',
          says: { type: 'choice', message_id: 'wamid.2', option_id: 'at-16' },
          url: null,
        },
      ],
    });
  });

  it('a list keeps its sections, and a link leads where it says', () => {
    const list = {
      type: 'list',
      body: { text: 'What?' },
      action: { button: 'See all', sections: [{ rows: [{ id: 'cut', title: 'Cut' }] }] },
    };
    expect(shownContent(ours('interactive', { interactive: list }))).toMatchObject({
      as: 'list',
      label: 'See all',
      sections: [{ title: null, rows: [{ id: 'cut', title: 'Cut' }] }],
    });
    const link = {
      type: 'cta_url',
      body: { text: 'Prices' },
      action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://a.test/' } },
    };
    expect(shownContent(ours('interactive', { interactive: link }))).toMatchObject({
      buttons: [{ label: 'Open', says: null, url: 'https://a.test/' }],
    });
  });

  it('a template shows its values, or its whole text where that is known', () => {
    const template = {
      name: 'reminder',
      language: { code: 'en' },
      components: [
        { type: 'body', parameters: [{ type: 'text', text: 'Asha' }] },
        { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [] },
      ],
    };
    expect(shownContent(ours('template', { template }))).toMatchObject({
      header: 'reminder',
      text: 'Asha',
      buttons: [{ label: 'Button 2', says: { type: 'press', index: 1 } }],
    });
    const rendered = {
      text: 'See you, Asha',
      buttons: [
        { type: 'URL', text: 'Map', url: 'https://a.test/' },
        { type: 'QUICK_REPLY', text: 'I will come' },
      ],
    };
    expect(shownContent(ours('template', { template, rendered }))).toMatchObject({
      text: 'See you, Asha',
      buttons: [
        { says: null, url: 'https://a.test/' },
        { says: { type: 'press', index: 1, text: 'I will come' }, url: null },
      ],
    });
  });

  it('a template shows the file in its header', () => {
    const template = {
      name: 'look',
      components: [
        { type: 'header', parameters: [{ type: 'image', image: { id: '7' } }] },
        { type: 'body', parameters: [] },
      ],
    };
    const rendered = { text: 'Your new look', buttons: [] };
    expect(shownContent(ours('template', { template, rendered }))).toMatchObject({
      file: { kind: 'image', file: { id: '7' } },
      text: 'Your new look',
    });
  });

  it.each([
    ['image', { image: { id: '1', caption: 'Like this' } }, { as: 'file', kind: 'image' }],
    ['location', { location: { latitude: '19.05', longitude: 72.8 } }, { as: 'place' }],
    ['contacts', { contacts: [{ name: { formatted_name: 'Rui' } }] }, { as: 'cards' }],
    ['interactive', { interactive: 'broken' }, { as: 'unknown' }],
    ['unsupported', { errors: [] }, { as: 'unknown' }],
  ] as const)('%s', (kind, content, shown) => {
    expect(shownContent(ours(kind, content))).toMatchObject(shown);
  });

  it('an answer of the customer is its title, a form its answers', () => {
    const reply = {
      interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Yes' } },
    };
    const answer = aMessage({ kind: 'interactive', text: 'Yes', content: reply });
    expect(shownContent(answer)).toEqual({ as: 'text', text: 'Yes' });
    const form = { interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{"day":6}' } } };
    expect(shownContent(aMessage({ kind: 'interactive', content: form }))).toEqual({
      as: 'form',
      answers: [['day', '6']],
    });
  });
});

describe('what is passed on', () => {
  it('a file stays the file, a place the place, everything else its words', () => {
    const photo = ours('image', { image: { id: '7', caption: 'New colour' } });
    expect(forwardedContent(photo)).toEqual({
      type: 'image',
      media_id: '7',
      caption: 'New colour',
    });
    const place = ours('location', { location: { latitude: 1, longitude: 2, name: 'Here' } });
    expect(forwardedContent(place)).toEqual({
      type: 'location',
      latitude: 1,
      longitude: 2,
      name: 'Here',
    });
    expect(forwardedContent(aMessage())).toEqual({ type: 'text', text: 'Hello?' });
    expect(forwardedContent(ours('template', { template: { name: 'reminder' } }))).toEqual({
      type: 'text',
      text: 'Template',
    });
  });

  it('every message has a line', () => {
    expect(lineOf({ kind: 'image', text: '' })).toBe('Photo');
    expect(lineOf({ kind: 'image', text: 'Like this' })).toBe('Photo: Like this');
    expect(lineOf({ kind: 'interactive', text: '' })).toBe('Message');
  });
});
