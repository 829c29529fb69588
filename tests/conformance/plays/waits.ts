import { setTimeout as delay } from 'node:timers/promises';
import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

interface Data {
  [key: string]: unknown;
  play?: unknown;
  n?: unknown;
}

const isOurs = 'async.data.about == event.data.play';

/** Waits beside and after one another, events sent on, runs cancelled at their steps. */
export const waitPlays: Play[] = [
  {
    name: 'of waits side by side one is met and the other runs out',
    begins: 'two-ways',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'two-ways', ...on('two-ways') }, async ({ event, step }) => {
        const [met, vain, work] = await Promise.all([
          step.waitForEvent('met', { event: 'two-ways.answered', timeout: '1m', if: isOurs }),
          step.waitForEvent('vain', { event: 'two-ways.never', timeout: '1s' }),
          step.run('work', () => {
            note(event, 'work');
            return 'work';
          }),
        ]);
        return [met?.name, vain, work];
      }),
    ],
    then: [{ after: 'work', event: 'two-ways.answered' }],
    ends: { 'two-ways': { state: 'completed', output: ['two-ways.answered', null, 'work'] } },
    notes: ['work'],
  },
  {
    name: 'two waits for one event both end with it',
    begins: 'both',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'both', ...on('both') }, async ({ event, step }) => {
        await step.run('ask', () => note(event, 'ask'));
        const wait = (name: string) =>
          step.waitForEvent(name, { event: 'both.answered', timeout: '1m', if: isOurs });
        const answers = await Promise.all([wait('one'), wait('another')]);
        return answers.map((answer) => (answer?.data as Data | undefined)?.n);
      }),
    ],
    then: [{ after: 'ask', event: 'both.answered', data: { n: 7 } }],
    ends: { both: { state: 'completed', output: [7, 7] } },
    notes: ['ask'],
  },
  {
    name: 'a wait compares the event that began with the one that comes',
    begins: 'at-least',
    data: { least: 3 },
    functions: ({ client, note }) => [
      client.createFunction({ id: 'at-least', ...on('at-least') }, async ({ event, step }) => {
        await step.run('ask', () => note(event, 'ask'));
        const answer = await step.waitForEvent('answer', {
          event: 'at-least.answered',
          timeout: '1m',
          if: `${isOurs} && async.data.n >= event.data.least`,
        });
        return (answer?.data as Data | undefined)?.n;
      }),
    ],
    then: [
      { after: 'ask', event: 'at-least.answered', data: { n: 2 } },
      { after: 'ask', event: 'at-least.answered', data: { n: 4 } },
    ],
    ends: { 'at-least': { state: 'completed', output: 4 } },
    notes: ['ask'],
  },
  {
    name: 'steps, sleeps and waits follow one another',
    begins: 'journey',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'journey', ...on('journey') }, async ({ event, step }) => {
        const one = (name: string) => step.run(name, () => note(event, name));
        const wait = (name: string) =>
          step.waitForEvent(name, { event: `journey.${name}`, timeout: '1m', if: isOurs });
        await one('a');
        await one('b');
        await step.sleep('rest', '1s');
        await one('c');
        const first = await wait('first');
        await one('d');
        await one('e');
        const second = await wait('second');
        await one('f');
        return [first?.name, second?.name];
      }),
    ],
    then: [
      { after: 'c', event: 'journey.first' },
      { after: 'e', event: 'journey.second' },
    ],
    ends: { journey: { state: 'completed', output: ['journey.first', 'journey.second'] } },
    notes: ['a', 'b', 'c', 'd', 'e', 'f'],
  },
  {
    name: 'a function that takes too long is no longer waited for, and ends by itself',
    begins: 'impatient',
    functions: ({ client, note }) => {
      const slow = client.createFunction({ id: 'slow', ...on('slow') }, async ({ step }) => {
        await step.sleep('long', '3s');
        return 'too late';
      });
      const impatient = client.createFunction(
        { id: 'impatient', retries: 0, ...on('impatient') },
        async ({ event, step }) => {
          try {
            return await step.invoke('call', { function: slow, data: event.data, timeout: '1s' });
          } catch {
            return step.run('instead', () => {
              note(event, 'instead');
              return 'without it';
            });
          }
        },
      );
      return [slow, impatient];
    },
    ends: {
      impatient: { state: 'completed', output: 'without it' },
      slow: { state: 'completed', output: 'too late' },
    },
    notes: ['instead'],
  },
  {
    name: 'an event sent twice under one id starts a function once',
    begins: 'insistent',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'insistent', ...on('insistent') }, async ({ event, step }) => {
        const { play } = event.data as Data;
        const told = { name: 'insistent.told', id: `${String(play)} told`, data: { play } };
        await step.sendEvent('tell', told);
        await step.sendEvent('tell again', told);
      }),
      client.createFunction({ id: 'told-once', ...on('insistent.told') }, ({ event, step }) =>
        step.run('hear', () => note(event, 'hear')),
      ),
    ],
    ends: { insistent: { state: 'completed' }, 'told-once': { state: 'completed' } },
    notes: ['hear'],
  },
  {
    name: 'a run cancelled while a step runs takes no other',
    begins: 'halted',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'halted', ...on('halted'), cancelOn: [{ event: 'halt', if: isOurs }] },
        async ({ event, step }) => {
          await step.run('long', async () => {
            note(event, 'begin');
            await delay(1_500);
          });
          await step.run('end', () => note(event, 'end'));
        },
      ),
      // Lasts until the step is over, so that what followed it would be seen.
      client.createFunction({ id: 'witness', ...on('halted') }, ({ step }) =>
        step.sleep('look on', '3s'),
      ),
    ],
    then: [{ after: 'begin', event: 'halt' }],
    ends: { halted: { state: 'cancelled' }, witness: { state: 'completed' } },
    notes: ['begin'],
  },
];
