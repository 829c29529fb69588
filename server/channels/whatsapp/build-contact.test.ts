import { expect, test } from 'vitest';

import type { SharedContact } from '#server/channels/content.ts';
import { buildContact } from '#server/channels/whatsapp/build-contact.ts';
import { readSharedContacts } from '#server/channels/whatsapp/read-shared-contacts.ts';

const card: SharedContact = {
  name: 'Dr Róisín Kelly',
  nameParts: { first: 'Róisín', middle: 'Áine', last: 'Kelly', prefix: 'Dr', suffix: 'PhD' },
  phones: [{ number: '+353 87 555 0145', label: 'WORK', address: '353875550145' }],
  emails: [{ email: 'roisin@harbour-gym.example', label: 'HOME' }],
  company: 'Harbour Gym',
  department: 'Physiotherapy',
  title: 'Head trainer',
  urls: [{ url: `https://roisin.example/${'x'.repeat(300)}`, label: 'WORK' }],
  addresses: [{ street: '4 Quay Lane', city: 'Dublin', zip: 'D02 X285', countryCode: 'ie' }],
  birthday: '1988-02-29',
};

test('a card that we send is read back with all its parts', () => {
  const read = readSharedContacts([buildContact(card)]);
  expect(read).toEqual({ kind: 'contacts', text: 'Dr Róisín Kelly', contacts: [card] });
});

test('an address with nothing but its label, and a name without parts, are not made up', () => {
  const given = { name: { formatted_name: 'Ana' }, addresses: [{ type: 'HOME' }], urls: [{}] };
  expect(readSharedContacts([given])).toMatchObject({
    contacts: [{ name: 'Ana', phones: [], emails: [] }],
  });
  expect(readSharedContacts([given])).not.toHaveProperty('contacts.0.addresses');
  expect(readSharedContacts([given])).not.toHaveProperty('contacts.0.nameParts');
});
