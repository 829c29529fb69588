import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { createJobClient } from '#inngest/client.ts';
import { embeddedFetch } from '#inngest/embedded/client-fetch.ts';
import { client } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterAll(() => database.drop());

async function recorded(name: string) {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ key: string; data: unknown; ms: number }>(sql`
      select key, data, (extract(epoch from occurred_at) * 1000)::float8 as ms
      from job_events where name = ${name} order by id`),
  );
  return rows;
}

function post(body: unknown, seed = 'seed'): Promise<Response> {
  return embeddedFetch((_, data) => data)('https://inn.gs/e/key', {
    method: 'POST',
    headers: { 'x-inngest-event-id-seed': seed },
    body: JSON.stringify(body),
  });
}

describe('events that a client sends', () => {
  test('are recorded with their time, and their ids are told', async () => {
    const ts = Date.UTC(2030, 0, 1);
    const { ids } = await client.send([
      { name: 'sent.one', data: { n: 1 }, id: 'mine', ts },
      { name: 'sent.two', data: {} },
    ]);
    expect(await recorded('sent.one')).toEqual([{ key: 'mine', data: { n: 1 }, ms: ts }]);
    expect((await recorded('sent.two')).map(({ key }) => key)).toEqual(ids.slice(1));
    expect(ids[0]).toBe('mine');
  });

  test('sent again with the same seed are the same', async () => {
    const events = [
      { name: 'seeded', data: {} },
      { name: 'seeded', data: {} },
    ];
    await post(events, 'one');
    await post(events, 'one');
    await post(events, 'two');
    expect(await recorded('seeded')).toHaveLength(4);
  });

  test.each([
    ['no list', { name: 'odd', data: {} }],
    ['no name', [{ data: {} }]],
    ['a name of the engine', [{ name: 'inngest/function.failed', data: {} }]],
    ['one good and one bad', [{ name: 'odd', data: {} }, { name: 'odd' }]],
  ])('are refused whole when they have %s', async (_, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: expect.any(String) as string });
    expect(await recorded('odd')).toEqual([]);
  });

  test('of the product must be as they are declared', async () => {
    const product = createJobClient();
    await expect(product.send({ name: 'unheard.of', data: {} })).rejects.toThrow(
      'The event unheard.of is not one of this app.',
    );
    const deliveryId = crypto.randomUUID();
    await product.send({ name: 'webhook.received', data: { deliveryIds: [deliveryId] } });
    expect(await recorded('webhook.received')).toMatchObject([
      { data: { deliveryIds: [deliveryId] } },
    ]);
  });

  test('are all that leaves the client: nothing else is asked of a server', async () => {
    const receive = embeddedFetch((_, data) => data);
    await expect(receive('https://api.inngest.com/v1/signals', { method: 'POST' })).rejects.toThrow(
      'sends nothing to a server',
    );
  });
});
