import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { POST } from '#app/api/attachments/route.ts';
import { GET, HEAD } from '#app/api/files/[attachment]/route.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { ShownAttachment } from '#server/domain/attachments/list-attachments.ts';
import { jpeg } from '#server/files/testing/samples.ts';
import { signLink } from '#server/files/sign-link.ts';
import { setStage } from '#tests/attachments/stage.ts';
import { signedInMember } from '#tests/realtime/signed-in.ts';

let stage: Awaited<ReturnType<typeof setStage>>;
let cookie: string;
let picture: Buffer<ArrayBuffer>;

beforeAll(async () => {
  const database = await useOwnDatabase();
  stage = await setStage('http://127.0.0.1:1');
  ({ cookie } = await signedInMember(stage.businessId));
  picture = Buffer.from(await jpeg(60, 40));
  return () => database.drop();
});

function upload(
  body: BodyInit | null,
  { conversation = stage.conversation.id, headers = {}, name = 'a.jpg' } = {},
): Promise<Response> {
  const query = new URLSearchParams({ conversation, name });
  const all = { cookie, 'content-type': 'image/jpeg', ...headers };
  return POST(
    new Request(`http://desk.test/api/attachments?${query.toString()}`, {
      method: 'POST',
      headers: all,
      body,
    }),
  );
}

function open(
  link: string,
  headers: Record<string, string> = {},
  method: 'GET' | 'HEAD' = 'GET',
): Promise<Response> {
  const url = new URL(link, 'http://desk.test');
  const attachment = url.pathname.split('/').at(-1) ?? '';
  const answer = { GET, HEAD }[method];
  return answer(new Request(url, { method, headers }), { params: Promise.resolve({ attachment }) });
}

describe('an upload', () => {
  test('gives a link that opens exactly what was uploaded', async () => {
    const response = await upload(picture);
    expect(response.status).toBe(200);
    const shown = (await response.json()) as ShownAttachment;
    const file = await open(shown.url ?? '');
    expect(file.headers.get('content-type')).toBe('image/jpeg');
    expect(file.headers.get('content-disposition')).toBe(
      'inline; filename="a.jpg"; filename*=UTF-8\'\'a.jpg',
    );
    expect(Buffer.from(await file.arrayBuffer())).toEqual(picture);
    const part = await open(shown.url ?? '', { range: 'bytes=2-5' });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(picture.subarray(2, 6));
    const small = await open(shown.thumbnailUrl ?? '');
    expect(small.headers.get('content-type')).toBe('image/webp');
    await small.body?.cancel();
  });

  test.each([
    ['of nobody', { headers: { cookie: '' } }, 401],
    ['from a page of another business', { headers: { 'x-business-id': randomUUID() } }, 403],
    ['for no conversation', { conversation: 'x' }, 400],
    ['for a conversation that does not exist', { conversation: randomUUID() }, 404],
  ])('%s is refused', async (_, options, status) => {
    const response = await upload(picture, options);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message: expect.any(String) as string });
  });

  test('without a byte is refused', async () => {
    expect((await upload(null)).status).toBe(400);
    expect((await upload('')).status).toBe(400);
  });
});

describe('a link', () => {
  test('to a file that is not here, or is another business’s, leads nowhere', async () => {
    const shown = (await (await upload(picture)).json()) as ShownAttachment;
    const { businessId } = stage;
    const variant = 'file' as const;
    const unknown = { businessId, attachmentId: randomUUID(), variant };
    expect((await open(signLink(unknown, new Date()))).status).toBe(404);
    const foreign = { businessId: (await setStage('http://127.0.0.1:1')).businessId, variant };
    const link = signLink({ ...foreign, attachmentId: shown.id }, new Date());
    expect((await open(link)).status).toBe(404);
  });

  test('that is forged or old opens nothing', async () => {
    const shown = (await (await upload(picture)).json()) as ShownAttachment;
    expect(
      (await open((shown.url ?? '').replace('variant=file', 'variant=thumbnail'))).status,
    ).toBe(403);
    expect((await open(`/api/files/${shown.id}`)).status).toBe(403);
    const file = { businessId: stage.businessId, attachmentId: shown.id, variant: 'file' as const };
    const old = signLink(file, new Date(Date.now() - 2 * 3_600_000));
    expect((await open(old)).status).toBe(410);
    const stranger = await signedInMember((await setStage('http://127.0.0.1:1')).businessId);
    expect((await open(old, { cookie: stranger.cookie })).status).toBe(410);
  });

  test('that is old still opens to a member of its business, whose page was open all day', async () => {
    const shown = (await (await upload(picture)).json()) as ShownAttachment;
    const file = { businessId: stage.businessId, attachmentId: shown.id, variant: 'file' as const };
    const old = signLink(file, new Date(Date.now() - 9 * 3_600_000));
    const response = await open(old, { cookie, range: 'bytes=0-1' });
    expect(response.status).toBe(206);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(picture.subarray(0, 2));
    expect((await open(old.replace('variant=file', 'variant=thumbnail'), { cookie })).status).toBe(
      403,
    );
  });

  test('asked only how large its file is gives no byte', async () => {
    const shown = (await (await upload(picture)).json()) as ShownAttachment;
    const response = await open(shown.url ?? '', {}, 'HEAD');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(picture.length));
    expect(response.body).toBeNull();
  });
});
