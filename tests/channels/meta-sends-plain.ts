import type { FileKind, OutboundFile, SharedContact } from '#server/channels/content.ts';
import { quoting, saying } from '#tests/channels/meta-send.ts';
import type { Send } from '#tests/channels/meta-send.ts';

function file(kind: FileKind, given: OutboundFile, part: object, text = ''): Send {
  return saying({ kind, text, file: given }, kind, part);
}

const site = 'https://harbour-gym.example';

/** By the kind of file and by how it is named, as the published examples are. */
const files: Record<string, Send> = {
  'Audio Message by ID': file('audio', { providerMediaId: '71020304' }, { id: '71020304' }),
  'Audio Message by URL': file(
    'audio',
    { link: `${site}/warm-up.mp3` },
    { link: `${site}/warm-up.mp3` },
  ),
  'Document Message by ID': file(
    'document',
    { providerMediaId: '71020305', fileName: 'Class timetable.pdf' },
    { id: '71020305', filename: 'Class timetable.pdf', caption: 'All classes from Monday' },
    'All classes from Monday',
  ),
  'Document Message by URL': file(
    'document',
    { link: `${site}/prices.pdf` },
    { link: `${site}/prices.pdf`, caption: 'Our prices' },
    'Our prices',
  ),
  'Image Message by ID': file('image', { providerMediaId: '71020306' }, { id: '71020306' }),
  'Image Message by URL': file('image', { link: `${site}/pool.jpg` }, { link: `${site}/pool.jpg` }),
  'Sticker Message by ID': file('sticker', { providerMediaId: '71020307' }, { id: '71020307' }),
  'Sticker Message by URL': file(
    'sticker',
    { link: `${site}/well-done.webp` },
    { link: `${site}/well-done.webp` },
  ),
  'Video Message by ID': file(
    'video',
    { providerMediaId: '71020308' },
    { id: '71020308', caption: 'The new rowing room' },
    'The new rowing room',
  ),
  'Video Message by URL': file(
    'video',
    { link: `${site}/rowing.mp4` },
    { link: `${site}/rowing.mp4`, caption: 'How to row' },
    'How to row',
  ),
};

const text = saying({ kind: 'text', text: 'Your mat is ready at six.' }, 'text', {
  body: 'Your mat is ready at six.',
  preview_url: false,
});

const location = saying(
  {
    kind: 'location',
    place: {
      latitude: 53.3438,
      longitude: -6.2546,
      name: 'Harbour Gym',
      address: '4 Quay Lane, Dublin',
    },
  },
  'location',
  {
    latitude: 53.3438,
    longitude: -6.2546,
    name: 'Harbour Gym',
    address: '4 Quay Lane, Dublin',
  },
);

const trainer: SharedContact = {
  name: 'Dr Róisín Áine Kelly PhD',
  nameParts: { first: 'Róisín', middle: 'Áine', last: 'Kelly', prefix: 'Dr', suffix: 'PhD' },
  phones: [
    { number: '+353 1 555 0144', label: 'home' },
    { number: '+353 87 555 0145', label: 'work', address: '353875550145' },
  ],
  emails: [
    { email: 'roisin@harbour-gym.example', label: 'work' },
    { email: 'roisin.kelly@mail.example', label: 'home' },
  ],
  company: 'Harbour Gym',
  department: 'Physiotherapy',
  title: 'Head trainer',
  urls: [
    { url: 'https://harbour-gym.example/roisin', label: 'work' },
    { url: 'https://roisin.example', label: 'home' },
  ],
  addresses: [
    {
      street: '4 Quay Lane',
      city: 'Dublin',
      state: 'Leinster',
      zip: 'D02 X285',
      country: 'Ireland',
      countryCode: 'ie',
      label: 'work',
    },
    {
      street: '19 Strand Road',
      city: 'Bray',
      state: 'Leinster',
      zip: 'A98 Y7K2',
      country: 'Ireland',
      countryCode: 'ie',
      label: 'home',
    },
  ],
  birthday: '1988-02-29',
};

const contact = saying({ kind: 'contacts', contacts: [trainer] }, 'contacts', [
  {
    name: {
      formatted_name: 'Dr Róisín Áine Kelly PhD',
      first_name: 'Róisín',
      middle_name: 'Áine',
      last_name: 'Kelly',
      prefix: 'Dr',
      suffix: 'PhD',
    },
    phones: [
      { phone: '+353 1 555 0144', type: 'HOME' },
      { phone: '+353 87 555 0145', type: 'WORK', wa_id: '353875550145' },
    ],
    emails: [
      { email: 'roisin@harbour-gym.example', type: 'WORK' },
      { email: 'roisin.kelly@mail.example', type: 'HOME' },
    ],
    org: { company: 'Harbour Gym', department: 'Physiotherapy', title: 'Head trainer' },
    urls: [
      { url: 'https://harbour-gym.example/roisin', type: 'WORK' },
      { url: 'https://roisin.example', type: 'HOME' },
    ],
    addresses: [
      {
        street: '4 Quay Lane',
        city: 'Dublin',
        state: 'Leinster',
        zip: 'D02 X285',
        country: 'Ireland',
        country_code: 'ie',
        type: 'WORK',
      },
      {
        street: '19 Strand Road',
        city: 'Bray',
        state: 'Leinster',
        zip: 'A98 Y7K2',
        country: 'Ireland',
        country_code: 'ie',
        type: 'HOME',
      },
    ],
    birthday: '1988-02-29',
  },
]);

/** Words, files, places, people and emojis, said by themselves and in answer. */
export const plainSends: Record<string, Send> = {
  ...renamed(files, (name) => `Send ${name}`),
  ...renamed(mapped(files, quoting), (name) => `Send Reply to ${name}`),
  'Send Text Message': text,
  'Send Text Message with Preview URL': saying(
    { kind: 'text', text: 'Book your class: https://harbour-gym.example/book' },
    'text',
    { body: 'Book your class: https://harbour-gym.example/book', preview_url: true },
  ),
  'Send Reply to Text Message': quoting(text),
  'Send Location Message': location,
  'Send Reply to Location Message': quoting(location),
  'Send Contact Message': contact,
  'Send Reply to Contact Message': quoting(contact),
  'Send Reply with Reaction Message': saying(
    { kind: 'reaction', providerMessageId: 'wamid.IN-BOOKING-18', emoji: '💪🏽' },
    'reaction',
    { message_id: 'wamid.IN-BOOKING-18', emoji: '💪🏽' },
  ),
};

function renamed(sends: Record<string, Send>, rename: (name: string) => string) {
  return Object.fromEntries(Object.entries(sends).map(([name, send]) => [rename(name), send]));
}

function mapped(sends: Record<string, Send>, change: (send: Send) => Send) {
  return Object.fromEntries(Object.entries(sends).map(([name, send]) => [name, change(send)]));
}
