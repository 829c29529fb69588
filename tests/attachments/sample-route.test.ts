import { beforeAll, expect, test } from 'vitest';
import { POST } from '#app/api/templates/sample/route.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { jpeg } from '#server/files/testing/samples.ts';
import { setStage } from '#tests/attachments/stage.ts';
import { signedInMember } from '#tests/realtime/signed-in.ts';

let channelId: string;
let cookie: string;
let picture: Buffer<ArrayBuffer>;

beforeAll(async () => {
  const database = await useOwnDatabase();
  const stage = await setStage('http://127.0.0.1:1');
  channelId = stage.channel.id;
  ({ cookie } = await signedInMember(stage.businessId));
  picture = Buffer.from(await jpeg(60, 40));
  return () => database.drop();
});

function upload(query: Record<string, string>, headers: Record<string, string> = { cookie }) {
  const address = `http://desk.test/api/templates/sample?${new URLSearchParams(query).toString()}`;
  const type = { 'content-type': 'image/jpeg' };
  return POST(
    new Request(address, { method: 'POST', headers: { ...type, ...headers }, body: picture }),
  );
}

test('an example for a template is taken from nobody who is not signed in', async () => {
  expect((await upload({ channel: channelId, kind: 'image' }, {})).status).toBe(401);
});

test('an example for a template is taken from no agent, and for no other kind of header', async () => {
  expect((await upload({ channel: channelId, kind: 'image' })).status).toBe(403);
  expect((await upload({ channel: channelId, kind: 'sound' })).status).toBe(400);
});
