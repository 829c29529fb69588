import { describe, expect, test } from 'vitest';
import { ASHA, startSandbox } from '#server/sandbox/testing/harness.ts';
import { sayingOf } from '#server/sandbox/testing/sayings.ts';

const template = (name: string, components: unknown[] = []) => ({
  messaging_product: 'whatsapp',
  to: ASHA,
  type: 'template',
  template: { name, language: { code: 'en' }, components },
});
const springOffer = template('spring_offer', [
  { type: 'body', parameters: [{ type: 'text', text: "O'Brien's day 🎂" }] },
]);
const followUp = template('visit_follow_up', [
  {
    type: 'body',
    parameters: [
      { type: 'text', parameter_name: 'business_name', text: 'Luxe Salon' },
      { type: 'text', parameter_name: 'first_name', text: '$& Asha' },
      { type: 'text', parameter_name: 'member_name', text: 'Ana' },
    ],
  },
]);

describe('a template on the phone', () => {
  test('reads as the customer reads it, its values put in as they are', async () => {
    const { graph, conversation } = startSandbox();
    expect((await graph(springOffer)).status).toBe(200);
    expect((await conversation()).messages[0]?.content).toMatchObject({
      rendered: {
        header: null,
        text: "Our spring offer runs until the end of O'Brien's day 🎂. Shall we keep a chair for you?",
        footer: null,
        buttons: [{ type: 'QUICK_REPLY', text: 'Yes, please' }],
      },
    });
  });

  test('puts values with names where their names stand, in whatever order they come', async () => {
    const { graph, conversation } = startSandbox();
    expect((await graph(followUp)).status).toBe(200);
    expect((await conversation()).messages[0]?.content).toMatchObject({
      rendered: {
        header: 'About your visit',
        text: 'Hi $& Asha, this is Ana from Luxe Salon. We still have your question. Is now a good time to go on?',
        footer: 'Luxe Salon, Hill Road, Bandra',
      },
    });
  });

  test('answers with the name of the button that is pressed', async () => {
    const { graph, conversation, control } = startSandbox();
    await graph(followUp);
    const id = (await conversation()).messages[0]?.id;
    await control('POST', 'say', sayingOf({ type: 'press', message_id: id ?? '', index: 1 }));
    expect((await conversation()).messages[1]).toMatchObject({ kind: 'button', text: 'Later' });
  });
});

test('whoever stopped marketing is sent none, and everything else', async () => {
  const { graph, write, act } = startSandbox();
  await write('No more offers, please.');
  await act('marketing', { wanted: false });
  const refused = await graph(springOffer);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { code: 131050 } });
  expect((await graph(followUp)).status).toBe(200);
  await act('marketing', { wanted: true });
  expect((await graph(springOffer)).status).toBe(200);
});
