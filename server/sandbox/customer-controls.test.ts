import { describe, expect, test } from 'vitest';

import { ASHA, NUMBER, secrets, startSandbox, textBody } from '#server/sandbox/testing/harness.ts';
import {
  buttons,
  list,
  referral,
  sayingOf,
  sayings,
  template,
} from '#server/sandbox/testing/sayings.ts';
import { RUI, startTalking } from '#server/sandbox/testing/talking.ts';

describe('saying', () => {
  test.each(Object.entries(sayings))('%s is told as the provider tells it', async (_name, one) => {
    const { control, message, conversation } = await startTalking();
    const { id } = (await control('POST', 'say', sayingOf(one.content))) as { id: string };
    expect(await message()).toEqual(one.told);
    const { messages } = await conversation();
    const { type: kind, ...content } = one.told;
    expect(messages.at(-1)).toMatchObject({
      id,
      kind,
      status: 'delivered',
      content: kind === 'text' ? null : content,
    });
  });

  test('a file that the sandbox does not keep cannot be sent', async () => {
    const { call } = startSandbox();
    const body = sayingOf({ type: 'image', media_id: '1' });
    const response = await call('POST', 'control/say', secrets.controlToken, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { message: 'The sandbox keeps no such file.' },
    });
  });

  test('a quotation, a forwarding and an ad stand beside the content', async () => {
    const { control, id, message } = await startTalking();
    const text = { type: 'text', text: 'And this?' } as const;
    await control('POST', 'say', sayingOf(text, { quoted_id: id, forwarded: 'often' }));
    expect(await message()).toMatchObject({
      context: { from: '912255501234', id, forwarded: true, frequently_forwarded: true },
    });
    await control('POST', 'say', sayingOf(text, { forwarded: 'once', referral }));
    expect(await message()).toMatchObject({ context: { forwarded: true }, referral });
    const product = { catalog_id: '194836987003835', product_retailer_id: 'oil' };
    await control('POST', 'say', sayingOf(text, { quoted_id: id, product }));
    expect(await message()).toMatchObject({
      context: { from: '912255501234', id, referred_product: product },
    });
  });

  test('a button of a message is answered with its id, in its context', async () => {
    const { control, send, message } = await startTalking();
    const id = await send(buttons);
    const content = { type: 'choice', message_id: id, option_id: 'at-16' } as const;
    await control('POST', 'say', sayingOf(content));
    expect(await message()).toEqual({
      context: { from: '912255501234', id },
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: 'at-16', title: '4:00 pm' } },
    });
  });

  test('a row of a list is answered with its id and description', async () => {
    const { control, send, message } = await startTalking();
    const id = await send(list);
    const content = { type: 'choice', message_id: id, option_id: 'cut' } as const;
    await control('POST', 'say', sayingOf(content));
    expect(await message()).toEqual({
      context: { from: '912255501234', id },
      type: 'interactive',
      interactive: {
        type: 'list_reply',
        list_reply: { id: 'cut', title: 'Cut', description: 'An hour' },
      },
    });
  });

  test('a template’s button is pressed with its payload, in its context', async () => {
    const { control, send, message } = await startTalking();
    const id = await send(template);
    const press = { type: 'press', message_id: id, index: 0, text: 'I will come' } as const;
    await control('POST', 'say', sayingOf(press));
    expect(await message()).toEqual({
      context: { from: '912255501234', id },
      type: 'button',
      button: { payload: 'CONFIRM-17', text: 'I will come' },
    });
  });

  test.each([
    ['a choice of a text', { type: 'choice', option_id: 'at-16' }],
    ['a press on a text', { type: 'press', index: 0 }],
  ] as const)('%s is refused with a sentence', async (_name, content) => {
    const { call, send } = await startTalking();
    const id = await send({ type: 'text', text: { body: 'Hi' } });
    const body = sayingOf({ ...content, message_id: id });
    const response = await call('POST', 'control/say', secrets.controlToken, body);
    expect(response.status).toBe(400);
  });

  test('a message that arrives late keeps its time and opens no new window', async () => {
    const { control, graph, told } = startTalkingLate();
    await control(
      'POST',
      'say',
      sayingOf({ type: 'text', text: 'Hi' }, { written_at: '2025-12-31T09:00:00.000Z' }),
    );
    expect(await told()).toMatchObject({ value: { messages: [{ timestamp: '1767171600' }] } });
    expect(await (await graph(textBody('Yes?'))).json()).toMatchObject({ error: { code: 131047 } });
  });
});

function startTalkingLate() {
  const sandbox = startSandbox();
  const told = async () => {
    await sandbox.sandbox.idle();
    const { value } = sandbox.webhook.deliveries.at(-1) ?? {};
    return { value };
  };
  return { ...sandbox, told };
}

describe('what is done to messages', () => {
  test('a reaction is put on and taken off, on either side’s messages', async () => {
    const { act, id, message, send, conversation } = await startTalking();
    await act('react', { message_id: id, emoji: '👍' });
    expect(await message()).toEqual({
      type: 'reaction',
      reaction: { message_id: id, emoji: '👍' },
    });
    const ours = await send({ type: 'text', text: { body: 'Yes' } });
    await act('react', { message_id: ours, emoji: '❤️' });
    await act('react', { message_id: id, emoji: '' });
    expect(await message()).toEqual({ type: 'reaction', reaction: { message_id: id, emoji: '' } });
    expect((await conversation()).messages.map(({ reactions }) => reactions.customer)).toEqual([
      null,
      '❤️',
    ]);
  });

  test('the business’s reaction stands on the message and is no line of its own', async () => {
    const { id, send, conversation } = await startTalking();
    await send({ type: 'reaction', reaction: { message_id: id, emoji: '🙏' } });
    expect((await conversation()).messages).toMatchObject([
      { id, reactions: { customer: null, business: '🙏' } },
    ]);
    await send({ type: 'reaction', reaction: { message_id: id, emoji: '' } });
    expect((await conversation()).messages).toMatchObject([{ reactions: { business: null } }]);
  });

  test('an edit carries the whole new content', async () => {
    const { act, control, id, message, conversation } = await startTalking();
    await act('edit', { message_id: id, text: 'Hello there?' });
    expect(await message()).toEqual({
      type: 'edit',
      edit: {
        original_message_id: id,
        message: { type: 'text', text: { body: 'Hello there?' } },
      },
    });
    const image = sayings.image?.content;
    if (image === undefined) throw new Error('no image');
    const photo = (await control('POST', 'say', sayingOf(image))) as { id: string };
    await act('edit', { message_id: photo.id, text: 'Like that' });
    expect(await message()).toMatchObject({
      edit: { message: { type: 'image', image: { id: '900000000000001', caption: 'Like that' } } },
    });
    expect((await conversation()).messages).toMatchObject([
      { text: 'Hello there?', is_edited: true },
      { text: 'Like that', is_edited: true },
    ]);
  });

  test('a message taken back says so and cannot be touched again', async () => {
    const { act, id, message, conversation } = await startTalking();
    await act('unsend', { message_id: id });
    expect(await message()).toEqual({ type: 'revoke', revoke: { original_message_id: id } });
    expect((await conversation()).messages).toMatchObject([{ is_unsent: true, content: null }]);
    for (const name of ['unsend', 'edit', 'react']) {
      const extra = { edit: { text: 'Hi' }, react: { emoji: '👍' } }[name];
      expect((await act(name, { message_id: id, ...extra })).status).toBe(400);
    }
  });

  test('what the business sent, and what stands in another chat, is not the customer’s to change', async () => {
    const { act, id, send } = await startTalking();
    const ours = await send({ type: 'text', text: { body: 'Yes' } });
    expect((await act('unsend', { message_id: ours })).status).toBe(400);
    expect((await act('edit', { message_id: ours, text: 'No' })).status).toBe(400);
    expect((await act('unsend', { message_id: id, customer: RUI })).status).toBe(404);
    expect((await act('unsend', { message_id: 'wamid.nothing' })).status).toBe(404);
  });

  test('a voice message of the business is reported as played, once', async () => {
    const { act, send, webhook, sandbox } = await startTalking();
    const id = await send({ type: 'audio', audio: { id: '900000000000001' } });
    await act('play', { message_id: id });
    await act('play', { message_id: id });
    await sandbox.idle();
    expect(webhook.statuses()).toEqual(['sent', 'delivered', 'played']);
    const text = await send({ type: 'text', text: { body: 'Hi' } });
    expect((await act('play', { message_id: text })).status).toBe(400);
  });
});

describe('the business’s own phone', () => {
  test('what is written, changed and taken back there is echoed', async () => {
    const { act, told, conversation } = await startTalking();
    const content = { type: 'text', text: 'Come at five' };
    const response = await act('echo', { content });
    const { id } = (await response.json()) as { id: string };
    expect(await told()).toEqual({
      field: 'smb_message_echoes',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '912255501234', phone_number_id: NUMBER },
        message_echoes: [
          {
            from: '912255501234',
            to: ASHA,
            id,
            timestamp: '1767261600',
            type: 'text',
            text: { body: 'Come at five' },
          },
        ],
      },
    });
    await act('edit', { message_id: id, text: 'Come at six' });
    expect(await told()).toMatchObject({
      field: 'smb_message_echoes',
      value: {
        message_echoes: [
          { type: 'edit', edit: { original_message_id: id, message: { type: 'text' } } },
        ],
      },
    });
    await act('unsend', { message_id: id });
    expect(await told()).toMatchObject({
      value: { message_echoes: [{ type: 'revoke', revoke: { original_message_id: id } }] },
    });
    expect((await conversation()).messages.at(-1)).toMatchObject({
      direction: 'to_customer',
      is_echo: true,
      is_edited: true,
      is_unsent: true,
    });
  });
});

describe('what the phone shows', () => {
  test('a file is shown to who may use its number, and only what a page may draw is drawn', async () => {
    const { keepFile, call } = startSandbox({
      authorize: (number) => Promise.resolve(number === NUMBER || number === '2'),
    });
    const show = (number: string) =>
      call('GET', `control/file?phone_number_id=${number}&id=900000000000001`, '');
    expect((await show(NUMBER)).status).toBe(404);
    await keepFile();
    const shown = await show(NUMBER);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(shown.headers.get('content-disposition')).toMatch(/^inline/);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(new Uint8Array([0xab, 0xcd]));
    expect((await show('2')).status).toBe(404);
    expect((await show('3')).status).toBe(401);
    for (const type of ['text/html', 'image/svg+xml', 'application/pdf']) {
      await keepFile(type);
      const saved = await show(NUMBER);
      expect(saved.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(saved.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('typing is shown until a message arrives, at most 25 seconds', async () => {
    const { graph, id, send, conversation } = await startTalking();
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: id };
    await graph(read);
    expect((await conversation()).typing_until).toBeNull();
    await graph({ ...read, typing_indicator: { type: 'text' } });
    expect(await conversation()).toMatchObject({
      typing_until: '2026-01-01T10:00:25.000Z',
      messages: [{ status: 'read' }],
    });
    await send({ type: 'text', text: { body: 'Yes' } });
    expect((await conversation()).typing_until).toBeNull();
  });

  test('buttons, lists and templates of the business are kept with their content', async () => {
    const { send, conversation } = await startTalking();
    for (const content of [buttons, list, template]) await send(content);
    const { messages } = await conversation();
    expect(messages.slice(1).map(({ content }) => content)).toMatchObject([
      { interactive: buttons.interactive },
      { interactive: list.interactive },
      {
        template: template.template,
        rendered: { text: expect.stringContaining('end of Asha') as string },
      },
    ]);
  });
});
