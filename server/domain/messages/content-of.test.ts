import { describe, expect, test } from 'vitest';
import type { InboundContent, MessageContext, OutboundContent } from '#server/channels/content.ts';
import { messageKinds } from '#db/schema/vocabulary.ts';
import type { MessageKind } from '#db/schema/vocabulary.ts';
import { contentOf, contextOf } from '#server/domain/messages/content-of.ts';

type Sendable = Extract<OutboundContent, { kind: MessageKind }>;
type Kept = InboundContent | Exclude<Sendable, { kind: 'reaction' }>;

/** As it is kept: without its kind, its text and its files, which have columns of their own. */
function kept(content: Kept) {
  const { kind, ...rest } = content;
  const { text: _text, files: _files, ...stored } = { text: '', files: [], ...rest };
  return { kind, content: JSON.parse(JSON.stringify(stored)) as Record<string, unknown> };
}

const place = { latitude: 19.05, longitude: 72.83, name: 'Luxe Salon' };
const person = {
  name: 'Asha Rao',
  nameParts: { first: 'Asha', last: 'Rao', prefix: 'Dr' },
  phones: [{ number: '+91 98' }],
  emails: [],
  department: 'Colour',
  urls: [{ url: 'https://luxe.example', label: 'WORK' }],
  addresses: [{ street: '1 Hill Road', city: 'Mumbai', countryCode: 'in', label: 'WORK' }],
};
const item = { retailerId: 'soap', quantity: 2, price: null, currency: null };

const contents: Kept[] = [
  { kind: 'text', text: 'Hello' },
  { kind: 'image', text: '', files: [{ kind: 'image', providerMediaId: '1' }] },
  { kind: 'location', text: 'Luxe Salon', place },
  { kind: 'contacts', text: 'Asha', contacts: [person] },
  { kind: 'choice', text: 'Yes', choice: { from: 'button', id: 'yes' } },
  { kind: 'form', text: '', form: { name: 'flow', answers: { day: 'Monday', guests: [1, 2] } } },
  { kind: 'order', text: '', order: { catalogId: 'c', items: [item] } },
  { kind: 'story', text: '', story: { id: 's' }, files: [] },
  { kind: 'share', text: '', share: { from: 'reel', url: 'https://a.example' }, files: [] },
  { kind: 'notice', text: 'New number', notice: 'number_changed' },
  { kind: 'buttons', text: 'Which?', buttons: [{ id: 'a', title: 'A' }] },
  { kind: 'list', text: 'Which?', label: 'All', sections: [{ rows: [{ id: 'a', title: 'A' }] }] },
  { kind: 'link', text: 'Look', label: 'Open', url: 'https://a.example' },
];

describe('the stored content of a message', () => {
  test.each(contents.map((content) => [content.kind, content] as const))(
    'comes back whole with the type of its kind: %s',
    (_kind, content) => {
      const stored = kept(content);
      expect(contentOf(stored)).toEqual({ kind: stored.kind, ...stored.content });
    },
  );

  test('is read as text where it is not of the form that its kind has, whatever it is', () => {
    const broken = [null, {}, { place: 7 }, { contacts: {} }, { order: { items: [{}] } }];
    for (const kind of messageKinds) {
      for (const content of broken) {
        const read = contentOf({ kind, content });
        expect([kind, 'text']).toContain(read.kind);
      }
    }
    expect(contentOf({ kind: 'location', content: { place: { latitude: 'x' } } })).toEqual({
      kind: 'text',
    });
  });

  test('cannot pretend to be of another kind', () => {
    expect(contentOf({ kind: 'text', content: { kind: 'location', place } })).toEqual({
      kind: 'text',
    });
  });
});

describe('how a message came to be written', () => {
  const stored = (context: MessageContext) => ({ context: { ...context } });

  test('is read back as it was kept', () => {
    const context: MessageContext = {
      forwarded: 'often',
      referral: { from: 'ad', adId: '1', clickId: '2', headline: 'Balayage' },
      product: { retailerId: 'soap' },
      story: { id: 's' },
    };
    expect(contextOf(stored(context))).toEqual(context);
  });

  test('is nothing where there is nothing, or nothing that can be read', () => {
    for (const context of [null, {}, { forwarded: 'twice' }, { referral: [] }, { other: 1 }]) {
      expect(contextOf({ context })).toBeNull();
    }
  });
});
