import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { channels } from '#db/schema/channels.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { ended } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import { refreshTokensFunction } from '#inngest/functions/refresh-tokens.ts';
import { testContext } from '#tests/setup/test-context.ts';

const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));
const dayMs = 86_400_000;
let database: TestDatabase;
let provider: Server;
const asked: string[] = [];

beforeAll(async () => {
  database = await useOwnDatabase();
  provider = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://provider.test');
    const bearer = request.headers.authorization?.slice('Bearer '.length);
    const token = searchParams.get('access_token') ?? bearer ?? '';
    if (pathname === '/refresh_access_token') asked.push(token);
    const isRefused = token === 'refused';
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        isRefused
          ? { error: { code: 190, message: 'Expired' } }
          : { access_token: `${token}-renewed`, expires_in: 5_184_000 },
      ),
    );
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const { port } = provider.address() as AddressInfo;
  vi.stubEnv('INSTAGRAM_API_BASE_URL', `http://127.0.0.1:${String(port)}`);
  vi.stubEnv('LOG_LEVEL', 'silent');
  forgetSettings();
});
afterAll(async () => {
  await stopAll();
  provider.close();
  await database.drop();
  vi.unstubAllEnvs();
  forgetSettings();
});

function connect(businessId: string, accessToken: string, daysLeft: number) {
  const tokenExpiresAt = new Date(Date.now() + daysLeft * dayMs);
  const credentials = { login: 'instagram', accessToken };
  return createChannel(businessId, { kind: 'instagram', credentials, tokenExpiresAt });
}

async function rowOf({ businessId, id }: { businessId: string; id: string }) {
  const ctx = testContext({ businessId });
  const [row] = await ctx.db((tx) => tx.select().from(channels).where(eq(channels.id, id)));
  return row;
}

test('the timer renews what ends soon, of every business, and one refusal stops no other', async () => {
  const [one, other] = [await createBusiness(), await createBusiness()];
  const refused = await connect(one.id, 'refused', 3);
  const soon = await connect(other.id, 'soon', 5);
  const later = await connect(other.id, 'later', 30);
  const before = await rowOf(later);

  const refresh = refreshTokensFunction(client);
  start([refresh]);
  const due = sql`update job_crons set next_at = now() where function_id = 'test-refresh-tokens'
    returning function_id`;
  await vi.waitFor(
    async () => {
      const { rows } = await forSystem((tx) => tx.execute(due));
      expect(rows).toHaveLength(1);
    },
    { timeout: 15_000 },
  );
  const [run] = await ended('refresh-tokens');

  expect(run?.output).toEqual({ channels: 2 });
  expect(asked.toSorted()).toEqual(['refused', 'soon']);
  expect((await rowOf(refused))?.statusReason).toContain('ends in 3 days');
  const endsAt = (await rowOf(soon))?.tokenExpiresAt?.getTime() ?? 0;
  expect((endsAt - Date.now()) / dayMs).toBeCloseTo(60, 1);
  expect(await rowOf(later)).toEqual(before);
  expect(JSON.stringify(run)).not.toContain('soon');
});
