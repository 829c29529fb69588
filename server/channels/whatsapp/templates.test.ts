import { describe, expect, test } from 'vitest';
import type { TemplateDraft } from '#server/channels/template-parts.ts';
import { whatsappTemplates } from '#server/channels/whatsapp/templates.ts';
import { loopbackProvider } from '#tests/channels/loopback-provider.ts';

const provider = loopbackProvider();
const answering = (body: unknown, status = 200) =>
  provider.start((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
const item = (changes: Record<string, unknown> = {}) => ({
  id: '1',
  name: 'hello',
  language: 'en',
  category: 'UTILITY',
  status: 'APPROVED',
  components: [],
  ...changes,
});

describe('the list of templates', () => {
  test('that does not say where it goes on is no end of the list', async () => {
    const connection = await answering({
      data: [item()],
      paging: { next: 'https://next.example/' },
    });
    expect(await whatsappTemplates.list(connection, '1', null)).toMatchObject({
      ok: false,
      failure: { code: 'unavailable', retryable: true },
    });
  });

  test('goes on after the cursor in the address, where it stands nowhere else', async () => {
    const next = 'https://next.example/?limit=100&after=abc';
    const connection = await answering({ data: [], paging: { next } });
    expect(await whatsappTemplates.list(connection, '1', null)).toMatchObject({
      value: { next: 'abc' },
    });
  });

  test.each([
    ['FLAGGED', 'UTILITY', { status: 'approved', statusReason: 'FLAGGED' }],
    ['ARCHIVED', 'UTILITY', { status: 'disabled', statusReason: 'ARCHIVED' }],
    ['PAUSED', 'MARKETING', { status: 'paused', statusReason: null }],
    ['SOMETHING_NEW', 'UTILITY', { status: 'disabled', statusReason: 'SOMETHING_NEW' }],
    ['APPROVED', 'SOMETHING_NEW', { status: 'approved', category: 'marketing' }],
  ])('keeps one that is %s of %s', async (status, category, kept) => {
    const connection = await answering({ data: [item({ status, category })] });
    expect(await whatsappTemplates.list(connection, '1', null)).toMatchObject({
      value: { templates: [kept] },
    });
  });
});

const draft: Pick<TemplateDraft, 'category' | 'components' | 'parameterFormat'> = {
  category: 'utility',
  components: [],
  parameterFormat: 'named',
};

test.each([
  [2388039, 'not_editable'],
  [2388025, 'name_blocked'],
  [2388024, 'name_taken'],
])('a refusal with the subcode %i is %s', async (subcode, code) => {
  const connection = await answering({ error: { code: 100, error_subcode: subcode } }, 400);
  expect(await whatsappTemplates.edit(connection, '1', draft)).toMatchObject({ failure: { code } });
});

test('what is wrong with a text is said in the words of the provider', async () => {
  const said = 'The header can not have emojis.';
  const error = { code: 100, error_subcode: 2388047, error_user_msg: said };
  const connection = await answering({ error }, 400);
  expect(await whatsappTemplates.edit(connection, '1', draft)).toMatchObject({
    failure: { code: 'invalid', message: said },
  });
});

test('an example is announced, and then sent under the scheme that is wanted there', async () => {
  const answers = [{ id: 'upload:MTph?sig=ARZ' }, { h: '4::aW1h:x' }];
  const connection = await provider.start((_request, response) => {
    response.end(JSON.stringify(answers.shift()));
  });
  const bytes = Buffer.from('a picture');
  const handed = await whatsappTemplates.uploadSample(connection, {
    fileName: 'a b.png',
    mimeType: 'image/png',
    sizeBytes: bytes.length,
    open: async function* () {
      yield bytes;
    },
  });
  expect(handed).toEqual({ ok: true, value: { handle: '4::aW1h:x' } });
  const [begun, sent] = provider.received;
  expect(begun?.path).toMatch(
    /\/app\/uploads\?file_name=a\+b\.png&file_length=9&file_type=image%2Fpng$/,
  );
  expect(sent?.path).toMatch(/\/upload:MTph\?sig=ARZ$/);
  expect(sent?.headers).toMatchObject({ authorization: 'OAuth token-1', file_offset: '0' });
  expect(sent?.body).toEqual(bytes);
});

describe('parts', () => {
  test.each([
    ['a carousel', { type: 'CAROUSEL', cards: [] }],
    ['an offer that ends', { type: 'LIMITED_TIME_OFFER' }],
    ['a header of another format', { type: 'HEADER', format: 'PRODUCT' }],
    ['a button of another kind', { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Go' }] }],
  ])('with %s are not the whole of it', (_name, component) => {
    const body = { type: 'BODY', text: 'Hello there.' };
    expect(whatsappTemplates.readParts([body]).isWhole).toBe(true);
    expect(whatsappTemplates.readParts([body, component]).isWhole).toBe(false);
  });
});
