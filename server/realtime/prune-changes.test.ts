import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { pruneRealtimeEvents } from '#db/system.ts';
import { createBusiness } from '#db/testing/factories.ts';
import { catchUp } from '#server/realtime/catch-up.ts';
import { commitChange } from '#tests/realtime/events.ts';

test('old changes are forgotten in every business, new ones are kept', async () => {
  const [one, other] = [await createBusiness(), await createBusiness()];
  for (const { id } of [one, other]) {
    await commitChange(id);
    await forBusiness(id, (tx) =>
      tx.execute(sql`update realtime_events set created_at = now() - interval '25 hours'`),
    );
  }
  const kept = await commitChange(one.id);
  await Promise.all([1, 2].map(() => pruneRealtimeEvents(new Date(Date.now() - 86_400_000))));
  const left = (id: string) => forBusiness(id, (tx) => catchUp(tx, null));
  expect((await left(one.id)).changes).toMatchObject([kept]);
  expect((await left(other.id)).changes).toEqual([]);
});
