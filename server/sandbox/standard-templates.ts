import type { SandboxTemplate } from '#server/sandbox/ledger.ts';

const named = (name: string, example: string) => ({ param_name: name, example });

/** What every account at the emulated provider has from the start. */
const standard: Omit<SandboxTemplate, 'id' | 'status'>[] = [
  {
    name: 'spring_offer',
    language: 'en',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [
      {
        type: 'BODY',
        text: 'Our spring offer runs until the end of {{1}}. Shall we keep a chair for you?',
        example: { body_text: [['March']] },
      },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Yes, please' }] },
    ],
  },
  {
    name: 'booking_reminder',
    language: 'en',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [{ type: 'BODY', text: 'We look forward to your visit tomorrow.' }],
  },
  {
    name: 'visit_follow_up',
    language: 'en',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'About your visit' },
      {
        type: 'BODY',
        text: 'Hi {{first_name}}, this is {{member_name}} from {{business_name}}. We still have your question. Is now a good time to go on?',
        example: {
          body_text_named_params: [
            named('first_name', 'Priya'),
            named('member_name', 'Ana'),
            named('business_name', 'Luxe Salon'),
          ],
        },
      },
      { type: 'FOOTER', text: 'Luxe Salon, Hill Road, Bandra' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Yes, go on' },
          { type: 'QUICK_REPLY', text: 'Later' },
        ],
      },
    ],
  },
  {
    name: 'visit_follow_up',
    language: 'hi',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'नमस्ते {{first_name}}, मैं {{business_name}} से {{member_name}} हूँ। आपका सवाल हमारे पास है। क्या अभी बात कर सकते हैं?',
        example: {
          body_text_named_params: [
            named('first_name', 'प्रिया'),
            named('business_name', 'लक्स सैलॉन'),
            named('member_name', 'एना'),
          ],
        },
      },
      { type: 'FOOTER', text: 'लक्स सैलॉन, बांद्रा' },
    ],
  },
  {
    name: 'price_list',
    language: 'en',
    category: 'MARKETING',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'Hi {{first_name}}, our new price list for {{service}} is out. Have a look before you book.',
        example: {
          body_text_named_params: [named('first_name', 'Priya'), named('service', 'colour')],
        },
      },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'See the prices', url: 'https://luxesalon.example/prices' }],
      },
    ],
  },
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello world' },
      { type: 'BODY', text: 'This message shows that messages can be sent from this account.' },
      { type: 'FOOTER', text: 'A sample message' },
    ],
  },
  {
    name: 'new_look',
    language: 'en',
    category: 'MARKETING',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'HEADER',
        format: 'IMAGE',
        example: { header_handle: ['4::aW1hZ2UvanBlZw==:sample'] },
      },
      {
        type: 'BODY',
        text: 'Hi {{first_name}}, this is what we had in mind for you. Do you like it?',
        example: { body_text_named_params: [named('first_name', 'Priya')] },
      },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'I love it' }] },
    ],
  },
  {
    // The demo salon has sent it before.
    name: 'festive_colour_week',
    language: 'en',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [
      {
        type: 'BODY',
        text: 'Hi {{1}}, festive colour week starts on Thursday: 20% off balayage and gloss with Ana. Which day suits you?',
        example: { body_text: [['Nisha']] },
      },
      { type: 'FOOTER', text: 'Luxe Salon, Bandra' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Pick a day' },
          { type: 'QUICK_REPLY', text: 'Stop offers' },
        ],
      },
    ],
  },
];

/** Approved, each under an id that follows from the account and its place, and is a safe number. */
export function standardTemplates(wabaId: string): SandboxTemplate[] {
  return standard.map((template, index) => ({
    ...template,
    id: `9${wabaId.slice(-11)}${String(index + 1).padStart(3, '0')}`,
    status: 'APPROVED',
    quality: 'GREEN',
  }));
}
