import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startLine } from '#tests/e2e/support/line.ts';
import { carryOutOutages } from '#tests/faults/carry-out.ts';
import type { Facts } from '#tests/faults/facts.ts';

async function startProvider(): Promise<string> {
  const server = createServer((_request, response) => response.end('taken'));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** What a caller gets to hear: the answer, or the code of the network's refusal. */
async function hear(url: string): Promise<string> {
  try {
    return await (await fetch(url)).text();
  } catch (error) {
    return String(((error as Error).cause as NodeJS.ErrnoException).code);
  }
}

test('a provider that is away refuses connections, and takes them again on the same port', async () => {
  const toProvider = await startLine(await startProvider());
  onTestFinished(toProvider.close);
  expect(await hear(toProvider.url)).toBe('taken');
  const done: Facts['outages'] = [];
  const app = { ready: () => Promise.resolve() };
  const over = carryOutOutages({ app, toProvider }, [{ afterMs: 0, lastsMs: 2_000 }], done);
  await expect.poll(() => hear(toProvider.url)).toBe('ECONNREFUSED');
  await over;
  expect(await hear(toProvider.url)).toBe('taken');
  expect(done.map(({ from, until }) => until - from >= 1_990)).toEqual([true]);
});
