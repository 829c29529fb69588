import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

interface Data {
  play: string;
  n?: number;
  who?: string;
}

const numberOf = (event: { data?: unknown }) => String((event.data as Data).n);
const completed = { state: 'completed' } as const;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts what is at work at the same time, by key. */
function meter() {
  const now = new Map<string, number>();
  /** Whether more than that many are at work while it is. */
  return async (key: string, most: number): Promise<boolean> => {
    now.set(key, (now.get(key) ?? 0) + 1);
    let isOver = (now.get(key) ?? 0) > most;
    await pause(100);
    isOver ||= (now.get(key) ?? 0) > most;
    now.set(key, (now.get(key) ?? 1) - 1);
    return isOver;
  };
}

/** How often, how many at once, in which order, and whether at all. */
export const flowPlays: Play[] = [
  {
    name: 'starts over the rate wait for their time, in their order',
    begins: 'throttled',
    sends: [{ n: 1 }, { n: 2 }, { n: 3 }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'throttled',
          throttle: { limit: 2, period: '2s', key: 'event.data.play' },
          ...on('throttled'),
        },
        ({ event }) => note(event, numberOf(event)),
      ),
    ],
    ends: { throttled: [completed, completed, completed] },
    notes: ['1', '2', '3'],
    isOrderOfRuns: true,
    apartMs: 1_000,
  },
  {
    name: 'a throttle counts each key by itself',
    begins: 'throttled-by',
    sends: [{ who: 'a' }, { who: 'b' }, { who: 'c' }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'throttled-by',
          throttle: { limit: 1, period: '1h', key: 'event.data.play + event.data.who' },
          ...on('throttled-by'),
        },
        ({ event }) => note(event, (event.data as Data).who ?? ''),
      ),
    ],
    ends: { 'throttled-by': [completed, completed, completed] },
    notes: ['a', 'b', 'c'],
    isUnordered: true,
  },
  {
    name: 'a burst lets more start at once than the plain rate',
    begins: 'burst',
    sends: [{ n: 1 }, { n: 2 }, { n: 3 }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'burst',
          throttle: { limit: 1, period: '1h', burst: 2, key: 'event.data.play' },
          ...on('burst'),
        },
        ({ event }) => note(event, numberOf(event)),
      ),
    ],
    ends: { burst: [completed, completed, completed] },
    notes: ['1', '2', '3'],
    isUnordered: true,
  },
  {
    name: 'starts over the limit of a rate never happen',
    begins: 'rated',
    sends: [{ n: 1 }, { n: 2 }, { n: 3 }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'rated',
          rateLimit: { limit: 1, period: '1h', key: 'event.data.play' },
          ...on('rated'),
        },
        ({ event }) => note(event, numberOf(event)),
      ),
    ],
    ends: { rated: completed },
    notes: ['1'],
  },
  {
    name: 'a rate limit leaves alone what its key is false for',
    begins: 'unrated',
    sends: [
      { n: 1, group: false },
      { n: 2, group: false },
    ],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'unrated',
          rateLimit: { limit: 1, period: '1h', key: 'event.data.group' },
          ...on('unrated'),
        },
        ({ event }) => note(event, numberOf(event)),
      ),
    ],
    ends: { unrated: [completed, completed] },
    notes: ['1', '2'],
    isUnordered: true,
  },
  {
    name: 'what is asked for twice by its key is done once',
    begins: 'idempotent',
    sends: [
      { n: 1, who: 'a' },
      { n: 2, who: 'a' },
      { n: 3, who: 'b' },
    ],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'idempotent',
          idempotency: 'event.data.play + event.data.who',
          ...on('idempotent'),
        },
        ({ event }) => note(event, numberOf(event)),
      ),
    ],
    ends: { idempotent: [completed, completed] },
    notes: ['1', '3'],
    isUnordered: true,
  },
  {
    name: 'who runs a function over its rate is told so',
    begins: 'over-rate',
    functions: ({ client, note }) => {
      const rare = client.createFunction(
        {
          id: 'rare',
          rateLimit: { limit: 1, period: '1h', key: 'event.data.play' },
          ...on('rare'),
        },
        () => 'done',
      );
      const asks = client.createFunction(
        { id: 'over-rate', retries: 0, ...on('over-rate') },
        async ({ event, step }) => {
          const data = event.data as Record<string, unknown>;
          const first: unknown = await step.invoke('first', { function: rare, data });
          await step.run('note', () => note(event, String(first)));
          try {
            await step.invoke('second', { function: rare, data });
          } catch {
            return 'told';
          }
          return 'not told';
        },
      );
      return [rare, asks];
    },
    ends: { rare: completed, 'over-rate': { state: 'completed', output: 'told' } },
    notes: ['done'],
  },
  {
    name: 'while the only one runs, another is skipped',
    begins: 'single',
    data: { n: 1 },
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'single', singleton: { key: 'event.data.play', mode: 'skip' }, ...on('single') },
        async ({ event, step }) => {
          await step.run('begin', () => note(event, `begin ${numberOf(event)}`));
          await step.sleep('a while', '3s');
          return numberOf(event);
        },
      ),
    ],
    then: [{ after: 'begin 1', event: 'single', data: { n: 2 }, isOnce: true }],
    ends: { single: { state: 'completed', output: '1' } },
    notes: ['begin 1'],
  },
  {
    name: 'another takes the place of the only one that runs',
    begins: 'replaced',
    data: { n: 1 },
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'replaced',
          singleton: { key: 'event.data.play', mode: 'cancel' },
          ...on('replaced'),
        },
        async ({ event, step }) => {
          await step.run('begin', () => note(event, `begin ${numberOf(event)}`));
          if (numberOf(event) === '1') await step.sleep('long', '1h');
          return numberOf(event);
        },
      ),
    ],
    then: [{ after: 'begin 1', event: 'replaced', data: { n: 2 }, isOnce: true }],
    ends: { replaced: [{ state: 'cancelled' }, { state: 'completed', output: '2' }] },
    notes: ['begin 1', 'begin 2'],
  },
  {
    name: 'the only one is so by its key, and beside those of other keys',
    begins: 'singles',
    sends: [{ who: 'a' }, { who: 'b' }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'singles',
          singleton: { key: 'event.data.play + event.data.who', mode: 'skip' },
          ...on('singles'),
        },
        async ({ event, step }) => {
          const { who = '' } = event.data as Data;
          await step.run('begin', () => note(event, who));
          await step.sleep('a while', '1s');
        },
      ),
    ],
    ends: { singles: [completed, completed] },
    notes: ['a', 'b'],
    isUnordered: true,
  },
  {
    name: 'what has priority goes first of those that wait',
    begins: 'ranked',
    data: { n: 1 },
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'ranked',
          concurrency: { limit: 1, key: 'event.data.play' },
          priority: { run: 'event.data.rank == "high" ? 300 : 0' },
          ...on('ranked'),
        },
        async ({ event }) => {
          note(event, numberOf(event));
          if (numberOf(event) === '1') await pause(3_000);
        },
      ),
    ],
    then: [
      { after: '1', event: 'ranked', data: { n: 2 }, isOnce: true },
      { after: '1', event: 'ranked', data: { n: 3, rank: 'high' }, isOnce: true },
    ],
    ends: { ranked: [completed, completed, completed] },
    notes: ['1', '3', '2'],
    isOrderOfRuns: true,
  },
  {
    name: 'two limits of runs at work hold both, each by its key',
    begins: 'two-limits',
    sends: [
      { n: 1, who: 'a' },
      { n: 2, who: 'a' },
      { n: 3, who: 'b' },
      { n: 4, who: 'b' },
      { n: 5, who: 'c' },
    ],
    functions: ({ client, note }) => {
      const isOver = meter();
      return [
        client.createFunction(
          {
            id: 'two-limits',
            concurrency: [
              { limit: 2, key: 'event.data.play' },
              { limit: 1, key: 'event.data.play + event.data.who' },
            ],
            ...on('two-limits'),
          },
          async ({ event, step }) => {
            const { play, who = '' } = event.data as Data;
            await step.run('work', async () => {
              const over = await Promise.all([isOver(play, 2), isOver(play + who, 1)]);
              note(event, over.includes(true) ? 'too many' : numberOf(event));
            });
          },
        ),
      ];
    },
    ends: { 'two-limits': [completed, completed, completed, completed, completed] },
    notes: ['1', '2', '3', '4', '5'],
    isUnordered: true,
  },
];
