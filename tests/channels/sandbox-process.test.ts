import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { whatsappAdapter } from '#server/channels/whatsapp/adapter.ts';
import { DEMO_PHONE_NUMBER_ID } from '#server/sandbox/accounts.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { close, listen, startWebhookServer } from '#tests/channels/webhook-server.ts';
import type { WebhookServer } from '#tests/channels/webhook-server.ts';

const NEXTAUTH_SECRET = 'only for the test of the process';
const ASHA = '919812345670';
const secrets = sandboxSecrets(NEXTAUTH_SECRET);

let directory: string;
let webhook: WebhookServer;
let port: number;
let running: ChildProcess | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  webhook = await startWebhookServer(secrets.appSecret);
  port = await freePort();
});

afterEach(async () => {
  await end('SIGKILL');
  await webhook.close();
  await rm(directory, { recursive: true });
});

/** Starts the process and waits for the line that says it is ready. */
async function start(): Promise<void> {
  const child = spawn(process.execPath, ['server/sandbox/main.ts'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATA_DIR: directory,
      NEXTAUTH_SECRET,
      SANDBOX_PORT: String(port),
      WEBHOOK_URL: webhook.url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === `sandbox ready on http://localhost:${port}`) return;
  }
  throw new Error('The sandbox ended before it was ready.');
}

async function end(signal: NodeJS.Signals): Promise<number | null> {
  const child = running;
  if (child?.exitCode !== null || child.signalCode !== null) return null;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
  return child.exitCode;
}

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/api/sandbox/control/${path}`, {
    method,
    headers: { authorization: `Bearer ${secrets.controlToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

test(
  'after kill -9 the ledger is still there and owed webhooks still arrive',
  { timeout: 60_000 },
  async () => {
    await start();
    webhook.answer = 503;
    const customer = { wa_id: ASHA, name: 'Asha Menon' };
    const written = { phone_number_id: DEMO_PHONE_NUMBER_ID, customer, text: 'Hello?' };
    await control('POST', 'messages', written);
    const sent = await whatsappAdapter.send(
      {
        kind: 'whatsapp',
        externalId: DEMO_PHONE_NUMBER_ID,
        baseUrl: `http://127.0.0.1:${port}`,
        credentials: { accessToken: secrets.accessToken },
      },
      {
        clientReference: 'our-id-1',
        to: { address: ASHA },
        content: { kind: 'text', text: 'Hi!' },
      },
    );
    expect(sent).toMatchObject({ ok: true });
    await end('SIGKILL');
    expect(webhook.events).toEqual([]);

    webhook.answer = 200;
    await start();
    await expect.poll(() => webhook.events.length, { timeout: 20_000 }).toBe(3);
    const statuses = webhook.events.flatMap((event) =>
      event.type === 'status' ? [event.status] : [],
    );
    expect(statuses.toSorted()).toEqual(['delivered', 'sent']);
    expect(webhook.events).toContainEqual(
      expect.objectContaining({ type: 'message', content: { kind: 'text', text: 'Hello?' } }),
    );
    expect(await control('GET', 'ledger')).toMatchObject({
      messages: [{ text: 'Hello?' }, { text: 'Hi!', reference: 'our-id-1', status: 'delivered' }],
    });
    expect(webhook.refused).toBe(0);
  },
);

test(
  'a signal ends the process cleanly even while a feed is waiting',
  { timeout: 60_000 },
  async () => {
    await start();
    const query = `phone_number_id=${DEMO_PHONE_NUMBER_ID}&customer=${ASHA}&cursor=0`;
    const waiting = control('GET', `feed?${query}`).catch(() => 'cut off');
    await control('GET', 'accounts');
    expect(await end('SIGTERM')).toBe(0);
    expect(await waiting).toBe('cut off');
  },
);

test('a port in use ends it with one plain sentence', { timeout: 60_000 }, async () => {
  const blocker = createServer();
  await listen(blocker, port);
  const child = spawn(process.execPath, ['server/sandbox/main.ts'], {
    env: { ...process.env, DATA_DIR: directory, NEXTAUTH_SECRET, SANDBOX_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) said.push(line);
  expect(said).toEqual(['The sandbox’s port is already in use; set SANDBOX_PORT to another one.']);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(1);
  await close(blocker);
});

async function freePort(): Promise<number> {
  const probe = createServer();
  const free = await listen(probe);
  await close(probe);
  return free;
}
