import pg from 'pg';
import type { BenchRun } from '#tests/bench/measure.ts';
import { createCallers } from '#tests/bench/pages/caller.ts';
import { startBenchDatabase } from '#tests/bench/pages/database.ts';
import type { BenchDatabase } from '#tests/bench/pages/database.ts';
import { tablesScanned } from '#tests/bench/pages/plans.ts';
import { record } from '#tests/bench/pages/recording.ts';
import type { RecordedStatement } from '#tests/bench/pages/recording.ts';
import { createReplay } from '#tests/bench/pages/replay.ts';
import type { Replay } from '#tests/bench/pages/replay.ts';
import { timeCalls } from '#tests/bench/pages/timing.ts';
import type { Figure } from '#tests/bench/report.ts';
import { compare, interleave } from '#tests/bench/rounds.ts';
import type { Sizes } from '#tests/bench/options.ts';

/** A row to begin a page at: by the time in the cursor and the id. */
interface Place {
  at: Date;
  id: string;
  conversationId: string;
}

interface Page {
  name: string;
  places: Place[];
  /** The part of the usual number of calls, for what takes long. */
  share?: number;
  call(place: Place): Promise<unknown>;
}

const aim = { atMost: 1.5 };

/** Pages of the inbox and of threads at random depths, against the same SQL sent by hand. */
export async function measurePages(run: BenchRun): Promise<Figure[]> {
  const database = await startBenchDatabase(run);
  const { product, nothing } = createCallers(database.business);
  const replay = createReplay(database);
  const pages: Page[] = [
    {
      name: 'inbox, first page',
      places: await findPlaces(database, inboxPlaces),
      call: () => product.conversations.list({}),
    },
    {
      name: 'inbox page',
      places: await findPlaces(database, inboxPlaces),
      call: ({ at, id }) => product.conversations.list({ cursor: { at, id } }),
    },
    {
      name: 'thread page',
      places: await findPlaces(database, threadPlaces),
      call: ({ at, id, conversationId }) =>
        product.messages.list({ conversationId, cursor: { occurredAt: at, id } }),
    },
    {
      name: 'inbox counts',
      share: 0.25,
      places: await findPlaces(database, inboxPlaces),
      call: () => product.conversations.counts(),
    },
  ];
  try {
    const figures: Figure[] = [];
    for (const page of pages)
      figures.push(...(await measurePage(database, replay, page, run.sizes)));
    const fixed = await timeCalls(pages[0]?.places ?? [], 1, () => nothing.answer());
    figures.push({ name: 'a procedure that does nothing, p95', unit: 'ms', ours: fixed.p95Ms });
    return figures;
  } finally {
    await replay.end();
  }
}

async function measurePage(
  database: BenchDatabase,
  replay: Replay,
  { name, places, share = 1, call }: Page,
  sizes: Sizes,
): Promise<Figure[]> {
  const [first] = places;
  if (first === undefined) throw new Error(`There is nowhere to begin a page of "${name}".`);
  const recorded = await record(() => call(first));
  const byHand = (place: Place) => replay.run(recorded.map((sent) => at(sent, first, place)));
  await timeCalls(places.slice(0, 500), 4, call);
  await timeCalls(places.slice(0, 500), 4, byHand);
  const figures: Figure[] = [];
  for (const atOnce of [1, 4]) {
    // Other places each round, so that nothing is remembered from the one before.
    const inputs = (round: number) => take(places, round * sizes.calls, sizes.calls * share);
    const result = await interleave(
      sizes.callRounds,
      (round) => timeCalls(inputs(round), atOnce, call),
      (round) => timeCalls(inputs(round), atOnce, byHand),
    );
    const label = `${name}, ${atOnce} at once`;
    figures.push(
      { name: `${label}, p50`, unit: 'ms', ...compare(result, ({ p50Ms }) => p50Ms) },
      { name: `${label}, p95`, unit: 'ms', ...compare(result, ({ p95Ms }) => p95Ms), aim },
    );
  }
  const scanned = (await Promise.all(recorded.map((sent) => tablesScanned(database, sent)))).flat();
  figures.push({
    name: `${name}, large tables read whole`,
    unit: '',
    ours: scanned.length,
    aim: { atMost: 0 },
    notes: [`${recorded.length} statement(s) a page`, ...scanned],
  });
  return figures;
}

/** So many places from a position on, beginning anew at the end. */
function take(places: Place[], from: number, count: number): Place[] {
  const turned = Array.from({ length: Math.round(count) }, (_, step) => {
    return places[(from + step) % places.length];
  });
  return turned.filter((place) => place !== undefined);
}

/** The recorded statement with another place to begin at. */
function at({ text, values }: RecordedStatement, from: Place, to: Place): RecordedStatement {
  const moved = new Map<unknown, unknown>([
    [from.at.toISOString(), to.at.toISOString()],
    [from.id, to.id],
    [from.conversationId, to.conversationId],
  ]);
  return { text, values: values.map((value) => moved.get(value) ?? value) };
}

const inboxPlaces = `
  select last_message_at as at, id, id as "conversationId" from conversations
  where business_id = $1 and status = 'open' order by random() limit 5000`;

// Of long threads, entered some way up.
const threadPlaces = `
  select occurred_at as at, id, conversation_id as "conversationId" from (
    select *, row_number() over (partition by conversation_id order by occurred_at desc, id desc) as place
    from messages where business_id = $1
  ) placed where place = 20
  order by random() limit 5000`;

async function findPlaces({ superuser, business }: BenchDatabase, text: string): Promise<Place[]> {
  const client = new pg.Client(superuser);
  await client.connect();
  try {
    return (await client.query<Place>(text, [business.businessId])).rows;
  } finally {
    await client.end();
  }
}
