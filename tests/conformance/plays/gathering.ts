import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

interface Data {
  n?: number;
  who?: string;
}

/** The numbers of events, as they came. */
const numbers = (events: { data?: unknown }[]) => events.map(({ data }) => (data as Data).n);

/** Debounces and batches: many events, few runs. */
export const gatheringPlays: Play[] = [
  {
    name: 'of events close to each other the last one counts',
    begins: 'debounced',
    sends: [{ n: 1 }, { n: 2 }, { n: 3 }],
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'debounced', debounce: { period: '3s', key: 'event.data.play' }, ...on('debounced') },
        ({ event }) => {
          note(event, 'body');
          return (event.data as Data).n;
        },
      ),
    ],
    ends: { debounced: { state: 'completed', output: 3 } },
    notes: ['body'],
  },
  {
    name: 'a debounce counts each key by itself',
    begins: 'debounced-by',
    sends: [
      { who: 'a', n: 1 },
      { who: 'b', n: 2 },
      { who: 'a', n: 3 },
      { who: 'b', n: 4 },
    ],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'debounced-by',
          debounce: { period: '3s', key: 'event.data.play + event.data.who' },
          ...on('debounced-by'),
        },
        ({ event }) => {
          const { who = '', n = 0 } = event.data as Data;
          note(event, `${who} ${n.toString()}`);
        },
      ),
    ],
    ends: { 'debounced-by': [{ state: 'completed' }, { state: 'completed' }] },
    notes: ['a 3', 'b 4'],
    isUnordered: true,
  },
  {
    name: 'a debounce puts off no longer than its timeout',
    begins: 'put-off',
    sends: [{ n: 1 }, { n: 2 }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'put-off',
          debounce: { period: '1h', timeout: '3s', key: 'event.data.play' },
          ...on('put-off'),
        },
        ({ event }) => {
          note(event, 'body');
          return (event.data as Data).n;
        },
      ),
    ],
    ends: { 'put-off': { state: 'completed', output: 2 } },
    notes: ['body'],
  },
  {
    name: 'a batch starts as soon as it is full, with its events in their order',
    begins: 'full',
    sends: [{ n: 1 }, { n: 2 }, { n: 3 }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'full',
          batchEvents: { maxSize: 3, timeout: '60s', key: 'event.data.play' },
          ...on('full'),
        },
        async ({ event, events, step }) => {
          await step.run('first', () => note(event, 'first'));
          await step.run('second', () => note(event, 'second'));
          return [(event.data as Data).n, numbers(events)];
        },
      ),
    ],
    ends: { full: { state: 'completed', output: [1, [1, 2, 3]] } },
    notes: ['first', 'second'],
  },
  {
    name: 'a batch that does not fill up starts when its time is over',
    begins: 'part',
    sends: [{ n: 1 }, { n: 2 }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'part',
          batchEvents: { maxSize: 10, timeout: '3s', key: 'event.data.play' },
          ...on('part'),
        },
        ({ event, events }) => {
          note(event, 'body');
          return numbers(events).toSorted();
        },
      ),
    ],
    ends: { part: { state: 'completed', output: [1, 2] } },
    notes: ['body'],
  },
  {
    name: 'events of different keys are never in one batch',
    begins: 'batched-by',
    sends: [
      { who: 'a', n: 1 },
      { who: 'b', n: 2 },
      { who: 'a', n: 3 },
      { who: 'b', n: 4 },
    ],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'batched-by',
          batchEvents: { maxSize: 2, timeout: '60s', key: 'event.data.play + event.data.who' },
          ...on('batched-by'),
        },
        ({ event, events }) => note(event, numbers(events).join()),
      ),
    ],
    ends: { 'batched-by': [{ state: 'completed' }, { state: 'completed' }] },
    notes: ['1,3', '2,4'],
    isUnordered: true,
  },
  {
    name: 'more events than fit make several batches, and none is lost or in two',
    begins: 'overflow',
    sends: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'overflow',
          batchEvents: { maxSize: 2, timeout: '3s', key: 'event.data.play' },
          ...on('overflow'),
        },
        ({ event, events }) => note(event, numbers(events).join()),
      ),
    ],
    ends: { overflow: [{ state: 'completed' }, { state: 'completed' }, { state: 'completed' }] },
    notes: ['1,2', '3,4', '5'],
    isUnordered: true,
  },
  {
    name: 'an event that is not fit for a batch starts a run at once, by itself',
    begins: 'unfit',
    sends: [
      { n: 1, isFit: true },
      { n: 2, isFit: false },
      { n: 3, isFit: true },
    ],
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'unfit',
          batchEvents: {
            maxSize: 2,
            timeout: '60s',
            key: 'event.data.play',
            if: 'event.data.isFit == true',
          },
          ...on('unfit'),
        },
        ({ event, events }) => note(event, numbers(events).join()),
      ),
    ],
    ends: { unfit: [{ state: 'completed' }, { state: 'completed' }] },
    notes: ['1,3', '2'],
    isUnordered: true,
  },
];
