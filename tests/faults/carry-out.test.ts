import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startLine } from '#tests/e2e/support/line.ts';
import type { Line } from '#tests/e2e/support/line.ts';
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

const takeAway = async (toProvider: Line, isMissed: () => Promise<boolean>, lastsMs: number) => {
  const done: Facts['outages'] = [];
  const app = { ready: () => Promise.resolve() };
  await carryOutOutages({ app, toProvider, isMissed }, [{ afterMs: 0, lastsMs }], done);
  return done;
};

test('a provider that is away refuses connections, and takes them again on the same port', async () => {
  const toProvider = await startLine(await startProvider());
  onTestFinished(toProvider.close);
  expect(await hear(toProvider.url)).toBe('taken');
  const over = takeAway(toProvider, () => Promise.resolve(false), 2_000);
  await expect.poll(() => hear(toProvider.url)).toBe('ECONNREFUSED');
  const [outage] = await over;
  expect(await hear(toProvider.url)).toBe('taken');
  expect((outage?.until ?? 0) - (outage?.from ?? 0)).toBeGreaterThanOrEqual(1_990);
  expect(outage?.isNoticed).toBe(false);
});

test('it is noticed as soon as one call in vain was seen, whatever cannot be seen then', async () => {
  const toProvider = await startLine(await startProvider());
  onTestFinished(toProvider.close);
  const looks = [
    () => Promise.reject(new Error('The database is away.')),
    () => Promise.resolve(true),
  ];
  const isMissed = () => looks.shift()?.() ?? Promise.resolve(false);
  expect(await takeAway(toProvider, isMissed, 1_600)).toMatchObject([{ isNoticed: true }]);
});
