import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { NUMBER, secrets, startSandbox } from '#server/sandbox/testing/harness.ts';

const token = secrets.accessToken;
const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function ask(
  world: ReturnType<typeof startSandbox>,
  method: string,
  path: string,
  init: RequestInit = {},
) {
  const headers = { authorization: `Bearer ${token}`, host: 'sandbox.test' };
  const request = new Request(`http://sandbox.test/api/sandbox/${path}`, {
    method,
    headers,
    ...init,
  });
  return world.sandbox.handle(request);
}

function upload(
  world: ReturnType<typeof startSandbox>,
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  more: Record<string, string> = {},
) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ messaging_product: 'whatsapp', ...more })) {
    body.set(name, value);
  }
  body.set('file', new File([bytes], 'menu', { type }));
  return ask(world, 'POST', `v23.0/${NUMBER}/media`, { body });
}

describe('a file that the business uploads', () => {
  test('can be looked up, downloaded with the token for five minutes, and deleted', async () => {
    const world = startSandbox();
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0, 1, 2, 250, 251]);
    const { id } = (await (await upload(world, bytes, 'image/jpeg')).json()) as { id: string };
    const described = (await (
      await ask(world, 'GET', `v23.0/${id}?phone_number_id=${NUMBER}`)
    ).json()) as {
      url: string;
    };
    expect(described).toMatchObject({
      id,
      mime_type: 'image/jpeg',
      sha256: sum(bytes),
      file_size: 8,
    });
    const { origin, pathname, search } = new URL(described.url);
    expect(origin).toBe('http://sandbox.test');
    const path = (pathname + search).replace('/api/sandbox/', '');
    const got = await ask(world, 'GET', path);
    expect(got.headers.get('content-type')).toBe('image/jpeg');
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
    expect((await ask(world, 'GET', path, { headers: {} })).status).toBe(401);
    world.time.move(5 * 60_000 + 1);
    expect((await ask(world, 'GET', path)).status).toBe(404);
    expect(await (await ask(world, 'DELETE', `v23.0/${id}`)).json()).toEqual({ success: true });
    expect((await ask(world, 'GET', `v23.0/${id}`)).status).toBe(400);
  });

  test.each([
    ['is larger than a picture may be', 'image/jpeg', 5 * 1024 * 1024 + 1],
    ['is larger than a recording may be', 'audio/ogg', 16 * 1024 * 1024 + 1],
    ['is of no kind that is taken', 'text/html', 10],
    ['is a picture that moves', 'image/gif', 10],
  ])('that %s is refused', async (_, type, length) => {
    const response = await upload(startSandbox(), new Uint8Array(length), type);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 100 } });
  });

  test('needs to say what it is for', async () => {
    const world = startSandbox();
    const response = await upload(world, new Uint8Array(3), 'image/png', {
      messaging_product: 'x',
    });
    expect(await response.json()).toMatchObject({ error: { code: 100 } });
    expect((await ask(world, 'POST', `v23.0/${NUMBER}/media`, { body: 'nonsense' })).status).toBe(
      400,
    );
  });

  test('is not told to another number', async () => {
    const world = startSandbox();
    const { id } = (await (await upload(world, new Uint8Array(3), 'image/png')).json()) as {
      id: string;
    };
    expect((await ask(world, 'GET', `v23.0/${id}?phone_number_id=5`)).status).toBe(400);
  });
});

test('a customer’s phone can put a file up, which the business then gets', async () => {
  const world = startSandbox();
  const bytes = Buffer.from('OggS a voice');
  const put = (await world.control('POST', 'media', {
    phone_number_id: NUMBER,
    mime_type: 'audio/ogg; codecs=opus',
    content: bytes.toString('base64'),
  })) as { id: string; sha256: string };
  expect(put.sha256).toBe(sum(bytes));
  const described = (await (await ask(world, 'GET', `v23.0/${put.id}`)).json()) as { url: string };
  const path = described.url.replace('http://sandbox.test/api/sandbox/', '');
  expect(Buffer.from(await (await ask(world, 'GET', path)).arrayBuffer())).toEqual(bytes);
});

test('a file that is no base64, or for a number that is not here, is refused', async () => {
  const world = startSandbox();
  const body = { phone_number_id: NUMBER, mime_type: 'image/png', content: 'aGVsbG8=' };
  const post = (input: unknown) => world.call('POST', 'control/media', secrets.controlToken, input);
  expect((await post({ ...body, content: '???' })).status).toBe(400);
  expect((await post({ ...body, phone_number_id: '999' })).status).toBe(404);
  expect((await world.call('POST', 'control/media', 'guess', body)).status).toBe(401);
});
