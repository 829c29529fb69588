import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelConnection } from '#server/channels/types.ts';
import { whatsappTemplates } from '#server/channels/whatsapp/templates.ts';
import { createSandboxServer } from '#server/sandbox/http-server.ts';
import {
  startSandbox,
  ASHA,
  NUMBER,
  secrets,
  testAccount,
} from '#server/sandbox/testing/harness.ts';
import { close, listen } from '#tests/channels/webhook-server.ts';

const { wabaId } = testAccount();

let desk: ReturnType<typeof startSandbox>;
let server: ReturnType<typeof createSandboxServer>;
let connection: ChannelConnection;

beforeEach(async () => {
  desk = startSandbox();
  server = createSandboxServer(desk.sandbox);
  const baseUrl = `http://127.0.0.1:${await listen(server)}`;
  const credentials = { accessToken: secrets.accessToken };
  connection = { kind: 'whatsapp', externalId: NUMBER, baseUrl, credentials };
});

afterEach(async () => {
  await close(server);
  await desk.sandbox.stop();
});

const draft = (name: string, body = 'Hi {{first_name}}, we look forward to your visit.') => ({
  name,
  language: 'en',
  category: 'utility' as const,
  parameterFormat: 'named' as const,
  components: whatsappTemplates.writeParts(
    {
      header: { kind: 'text', text: 'Your visit', sample: '' },
      body,
      samples: { first_name: "O'Brien" },
      footer: 'Luxe',
      buttons: [
        {
          kind: 'url',
          text: 'Book',
          url: 'https://luxe.example/{{1}}',
          sample: 'https://luxe.example/1',
        },
      ],
    },
    'named',
  ),
});
const create = (name: string) => whatsappTemplates.create(connection, wabaId, draft(name));
const decide = (changes: Record<string, unknown>) =>
  desk.control('POST', 'template', { phone_number_id: NUMBER, language: 'en', ...changes });

async function all() {
  const found = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof whatsappTemplates.list>> = await whatsappTemplates.list(
      connection,
      wabaId,
      cursor,
    );
    if (!page.ok) throw new Error(page.failure.message);
    found.push(...page.value.templates);
    cursor = page.value.next;
  } while (cursor !== null);
  return found;
}

const booking = {
  type: 'button',
  sub_type: 'url',
  index: '0',
  parameters: [{ type: 'text', text: "o'brien?a=1" }],
};

async function sendCode(
  name: string,
  parameters: unknown[],
  buttons: unknown[] = [booking],
): Promise<number | undefined> {
  const components = [{ type: 'body', parameters }, ...buttons];
  const template = { name, language: { code: 'en' }, components };
  const body = { messaging_product: 'whatsapp', to: ASHA, type: 'template', template };
  const answer = (await (await desk.graph(body)).json()) as { error?: { code: number } };
  return answer.error?.code;
}

describe('the templates of an account at the sandbox', () => {
  test('are read page by page until the last', async () => {
    for (let index = 0; index < 105; index += 1) {
      expect(await create(`reminder_${index}`)).toMatchObject({ ok: true });
    }
    const found = await all();
    expect(found.filter(({ name }) => name.startsWith('reminder_'))).toHaveLength(105);
    expect(found.filter(({ status }) => status === 'approved').length).toBeGreaterThan(3);
  });

  test('come back as they were made', async () => {
    await create('reminder');
    const made = (await all()).find(({ name }) => name === 'reminder');
    expect(made).toMatchObject({
      status: 'pending',
      parameterFormat: 'named',
      category: 'utility',
    });
    expect(whatsappTemplates.readParts(made?.components)).toMatchObject({
      header: { kind: 'text', text: 'Your visit' },
      samples: { first_name: "O'Brien" },
      footer: 'Luxe',
      buttons: [{ kind: 'url', url: 'https://luxe.example/{{1}}' }],
    });
  });

  test('are refused as values: a name that is taken, that is kept, and a text that will not do', async () => {
    const first = await create('reminder');
    expect(await create('reminder')).toMatchObject({ ok: false, failure: { code: 'name_taken' } });
    const id = first.ok ? first.value.providerTemplateId : '';
    const gone = { name: 'reminder', providerTemplateId: id };
    expect(await whatsappTemplates.remove(connection, wabaId, gone)).toMatchObject({ ok: true });
    expect(await whatsappTemplates.remove(connection, wabaId, gone)).toMatchObject({ ok: true });
    expect(await create('reminder')).toMatchObject({ failure: { code: 'name_blocked' } });
    expect(
      await whatsappTemplates.create(connection, wabaId, draft('other', 'Hi {{first_name}}')),
    ).toMatchObject({ failure: { code: 'invalid', retryable: false } });
    const stranger = { ...connection, credentials: { accessToken: 'stolen' } };
    expect(await whatsappTemplates.list(stranger, wabaId, null)).toMatchObject({
      failure: { code: 'credentials_invalid' },
    });
  });

  test('cannot be edited in review, and go into review again when they are', async () => {
    const made = await create('reminder');
    const id = made.ok ? made.value.providerTemplateId : '';
    const edit = () => whatsappTemplates.edit(connection, id, draft('reminder'));
    expect(await edit()).toMatchObject({ failure: { code: 'not_editable' } });
    await decide({ name: 'reminder', status: 'APPROVED' });
    expect(await edit()).toMatchObject({ ok: true });
    expect((await all()).find(({ name }) => name === 'reminder')).toMatchObject({
      status: 'pending',
    });
  });

  test('are sent only when approved, with the blanks they have', async () => {
    const value = [{ type: 'text', text: 'Asha', parameter_name: 'first_name' }];
    await create('reminder');
    expect(await sendCode('reminder', value)).toBe(132001);
    expect(await sendCode('unheard_of', [])).toBe(132001);
    await decide({ name: 'reminder', status: 'APPROVED' });
    expect(await sendCode('reminder', value)).toBeUndefined();
    expect((await desk.conversation()).messages.at(-1)?.content).toMatchObject({
      rendered: { buttons: [{ url: "https://luxe.example/o'brien?a=1" }] },
    });
    expect(await sendCode('reminder', value, [])).toBe(131008);
    expect(await sendCode('reminder', [])).toBe(132000);
    expect(await sendCode('reminder', [{ type: 'text', text: 'Asha' }])).toBe(132012);
    await decide({ name: 'reminder', status: 'PAUSED' });
    expect(await sendCode('reminder', value)).toBe(132015);
  });

  const pictured = (name: string, sample: string) => ({
    ...draft(name),
    components: whatsappTemplates.writeParts(
      {
        header: { kind: 'image', sample },
        body: 'Your new look is ready, come and see.',
        samples: {},
        footer: '',
        buttons: [],
      },
      'named',
    ),
  });
  const picture = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]);
  const sample = (bytes = picture, sizeBytes = bytes.length) =>
    whatsappTemplates.uploadSample(connection, {
      fileName: 'look & feel.jpg',
      mimeType: 'image/jpeg',
      sizeBytes,
      open: () => Readable.from([bytes]),
    });

  test('have a picture in their header by the handle of an example, and by nothing else', async () => {
    const handed = await sample();
    const handle = handed.ok ? handed.value.handle : '';
    const made = await whatsappTemplates.create(connection, wabaId, pictured('look', handle));
    expect(made).toMatchObject({ ok: true });
    await decide({ name: 'look', status: 'APPROVED' });
    // What is shown of the example afterwards is an address, which is not taken back.
    const found = (await all()).find(({ name }) => name === 'look');
    const shown = whatsappTemplates.readParts(found?.components).header;
    expect(shown).toMatchObject({
      kind: 'image',
      sample: expect.stringMatching(/^https:/) as string,
    });
    const back = pictured('look', 'sample' in shown ? shown.sample : '');
    const id = made.ok ? made.value.providerTemplateId : '';
    expect(await whatsappTemplates.edit(connection, id, back)).toMatchObject({
      failure: { code: 'invalid' },
    });
    expect(await whatsappTemplates.edit(connection, id, pictured('look', handle))).toMatchObject({
      ok: true,
    });
  });

  test('have no example that came broken, or from a stranger', async () => {
    expect(await sample(picture, 99)).toMatchObject({ ok: false, failure: { code: 'invalid' } });
    connection = { ...connection, credentials: { accessToken: 'stolen' } };
    expect(await sample()).toMatchObject({ failure: { code: 'credentials_invalid' } });
  });

  test('are reviewed after a while when nobody decides: approved, or rejected with a reason', async () => {
    await create('reminder');
    const linked = draft(
      'linked',
      'Hi {{first_name}}, write to https://wa.me/9198 for your visit.',
    );
    await whatsappTemplates.create(connection, wabaId, linked);
    desk.time.move(30_000);
    const told = () => desk.webhook.deliveries.map(({ raw }) => raw).join('\n');
    await expect.poll(told).toContain('"event":"APPROVED"');
    await expect.poll(told).toContain('wa.me), which templates may not have');
    const statuses = (await all()).filter(({ name }) => ['reminder', 'linked'].includes(name));
    expect(statuses.map(({ status }) => status).toSorted()).toEqual(['approved', 'rejected']);
  });

  test('are decided about by webhook', async () => {
    await create('reminder');
    await decide({ name: 'reminder', status: 'REJECTED', reason: 'PROMOTIONAL' });
    await desk.sandbox.idle();
    expect(JSON.parse(desk.webhook.deliveries.at(-1)?.raw ?? '')).toMatchObject({
      entry: [
        {
          id: wabaId,
          changes: [
            {
              field: 'message_template_status_update',
              value: {
                event: 'REJECTED',
                reason: 'PROMOTIONAL',
                message_template_name: 'reminder',
              },
            },
          ],
        },
      ],
    });
  });

  test('which nobody answers for is said to be so', async () => {
    const away = { ...connection, baseUrl: 'http://127.0.0.1:9' };
    expect(await whatsappTemplates.list(away, wabaId, null)).toMatchObject({
      failure: { code: 'unavailable', retryable: true },
    });
    expect(await whatsappTemplates.create(away, wabaId, draft('x'))).toMatchObject({
      failure: { code: 'outcome_unknown', retryable: false },
    });
  });
});
