import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { send } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import { fetchAttachmentFunction } from '#inngest/functions/fetch-attachment.ts';
import { requeueStranded } from '#inngest/requeue-stranded.ts';
import { jpeg } from '#server/files/testing/samples.ts';
import { createSandboxServer } from '#server/sandbox/http-server.ts';
import { memoryLedger } from '#server/sandbox/ledger.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import { NUMBER, secrets, testAccount } from '#server/sandbox/testing/harness.ts';
import { setStage } from '#tests/attachments/stage.ts';

let sandbox: Server;
let baseUrl: string;
let picture: Buffer;

beforeAll(async () => {
  const database = await useOwnDatabase();
  const ledger = memoryLedger();
  sandbox = createSandboxServer(createSandbox({ ledger, secrets, accounts: [testAccount()] }));
  sandbox.listen(0, '127.0.0.1');
  await once(sandbox, 'listening');
  baseUrl = `http://127.0.0.1:${(sandbox.address() as AddressInfo).port.toString()}`;
  picture = await jpeg(100, 50);
  return () => database.drop();
});
afterAll(() => {
  sandbox.close();
  sandbox.closeAllConnections();
});
beforeEach(() => {
  vi.stubEnv('GRAPH_API_BASE_URL', baseUrl);
  Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));
});
afterEach(async () => {
  await stopAll();
  await forSystem((tx) => tx.execute(sql`delete from job_events`));
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));
});

/** As a customer's phone hands a file over. */
async function putFile(): Promise<string> {
  const response = await fetch(`${baseUrl}/control/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secrets.controlToken}` },
    body: JSON.stringify({
      phone_number_id: NUMBER,
      mime_type: 'image/jpeg',
      content: picture.toString('base64'),
    }),
  });
  return ((await response.json()) as { id: string }).id;
}

test.each([
  ['its own number fetches is here, whole', NUMBER, 'stored'],
  ['another number asks for is not told to it', '5', 'failed'],
])('a file of a customer’s phone that %s', async (_, externalId, state) => {
  const credentials = { accessToken: secrets.accessToken };
  const stage = await setStage(baseUrl, { externalId, credentials });
  const { attachmentId } = await stage.addFile({ providerMediaId: await putFile() });
  await send('attachment.added', { businessId: stage.businessId, attachmentId });
  start([fetchAttachmentFunction(client)]);
  await vi.waitFor(async () => expect((await stage.rowOf(attachmentId))?.state).toBe(state), {
    timeout: 15_000,
  });
  const sizeBytes = state === 'stored' ? picture.length : null;
  expect(await stage.rowOf(attachmentId)).toMatchObject({ sizeBytes, attempts: 1 });
});

test('a file that nobody is at is asked for again, and no other', async () => {
  const stage = await setStage(baseUrl);
  const long = new Date(Date.now() - 10 * 60_000);
  const soon = new Date(Date.now() + 60_000);
  const lost = await stage.addFile({ stateAt: long });
  const half = await stage.addFile({ stateAt: long, leaseUntil: new Date(Date.now() - 60_000) });
  await stage.addFile({ stateAt: long, leaseUntil: soon });
  await stage.addFile({ stateAt: long, state: 'failed' });
  await stage.addFile();
  expect(await requeueStranded(null)).toBe(2);
  const rows = await forSystem((tx) => tx.select().from(jobEvents));
  expect(rows.map(({ name, data }) => [name, data.attachmentId]).sort()).toEqual(
    [lost, half].map(({ attachmentId }) => ['attachment.added', attachmentId]).sort(),
  );
  expect(await requeueStranded(null)).toBe(0);
});
