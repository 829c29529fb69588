import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestDatabase } from '#db/testing/database.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import { forSystem } from '#db/system.ts';
import { ended, runsOf } from '#inngest/embedded/testing/run-functions.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await useOwnDatabase();
});
afterEach(stopAll);
afterAll(() => database.drop());

const make = (id: string, ...crons: string[]) =>
  client.createFunction({ id, triggers: crons.map((cron) => ({ cron })) }, ({ event }) => event);

interface Timer extends Record<string, unknown> {
  cron: string;
  next: string;
  last: string | null;
}

async function timersOf(id: string): Promise<Timer[]> {
  const { rows } = await forSystem((tx) =>
    tx.execute<Timer>(sql`
      select cron, to_char(next_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') as next,
        to_char(last_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') as last
      from job_crons where function_id = ${`test-${id}`} order by cron`),
  );
  return rows;
}

/** Waits until an engine has wound its timers up. */
const wound = (id: string) =>
  vi.waitFor(
    async () => {
      const timers = await timersOf(id);
      expect(timers).not.toEqual([]);
      return timers;
    },
    { timeout: 15_000 },
  );

const setDue = (id: string, moment: string) =>
  forSystem((tx) =>
    tx.execute(sql`update job_crons set next_at = ${moment}::timestamptz
      where function_id = ${`test-${id}`}`),
  );

const thisYear = new Date().getUTCFullYear();

describe('a timer', () => {
  test('goes off once for the times that were missed, for the last of them, and then goes on', async () => {
    const yearly = make('yearly', '0 0 1 1 *');
    start([yearly]);
    await wound('yearly');
    await stopAll();
    await setDue('yearly', '2019-01-01T00:00:00Z');
    start([yearly]);
    const [run] = await ended('yearly');
    const time = `${thisYear.toString()}-01-01T00:00:00Z`;
    expect(run?.output).toMatchObject({
      name: 'inngest/scheduled.timer',
      data: { cron: '0 0 1 1 *', scheduledAt: time },
      ts: Date.parse(time),
    });
    expect(await timersOf('yearly')).toMatchObject([
      {
        next: `${(thisYear + 1).toString()}-01-01 00:00`,
        last: `${thisYear.toString()}-01-01 00:00`,
      },
    ]);
    expect(await runsOf('yearly')).toHaveLength(1);
  });

  test('goes off once for each time, however many processes there are', async () => {
    const shared = make('shared', '0 0 1 * *', '0 0 1 1 *');
    const other = make('other', '0 0 1 1 *');
    for (let engines = 0; engines < 3; engines += 1) start([shared, other]);
    await wound('shared');
    await wound('other');
    await setDue('other', '2019-01-01T00:00:00Z');
    await ended('other');
    // Should it ever be due again for the same time, that one has been.
    await setDue('other', `${thisYear.toString()}-01-01T00:00:00Z`);
    await setDue('shared', '2019-01-01T00:00:00Z');
    await ended('shared', 2);
    await vi.waitFor(async () =>
      expect((await timersOf('other'))[0]?.next).not.toContain(thisYear),
    );
    expect(await runsOf('shared')).toHaveLength(2);
    expect(await runsOf('other')).toHaveLength(1);
  });

  test('keeps its next time when processes come and go', async () => {
    start([make('kept', '0 0 1 1 *')]);
    await wound('kept');
    await stopAll();
    await setDue('kept', '2999-12-31T00:00:00Z');
    start([make('kept', '0 0 1 1 *'), make('marker', '0 0 1 1 *')]);
    await wound('marker');
    expect(await timersOf('kept')).toMatchObject([{ next: '2999-12-31 00:00' }]);
  });

  test('is dropped, with the times it missed, when its cron changes or its function is gone', async () => {
    start([make('changed', '0 0 1 1 *', '0 0 2 1 *'), make('gone', '0 0 1 1 *')]);
    await wound('gone');
    await stopAll();
    await setDue('changed', '2019-01-01T00:00:00Z');
    await setDue('gone', '2019-01-01T00:00:00Z');
    start([make('changed', '0 0 2 1 *', '0 0 3 1 *')]);
    const crons = ['0 0 2 1 *', '0 0 3 1 *'];
    await vi.waitFor(async () => {
      expect((await timersOf('changed')).map(({ cron }) => cron)).toEqual(crons);
    });
    expect((await ended('changed'))[0]?.output).toMatchObject({ data: { cron: '0 0 2 1 *' } });
    expect(await runsOf('changed')).toHaveLength(1);
    expect(await timersOf('gone')).toEqual([]);
  });
});
