import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

/** Steps one after the other, side by side, in loops and in branches. */
export const stepPlays: Play[] = [
  {
    name: 'a function without steps returns what it returns',
    begins: 'plain',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'plain', ...on('plain') }, ({ event }) => {
        note(event, 'body');
        return { n: (event.data as { n: number }).n + 1 };
      }),
    ],
    data: { n: 1 },
    ends: { plain: { state: 'completed', output: { n: 2 } } },
    notes: ['body'],
  },
  {
    name: 'what is undefined is null in the end',
    begins: 'nothing',
    functions: ({ client }) => [
      client.createFunction({ id: 'nothing', ...on('nothing') }, async ({ step }) => {
        await step.run('a', () => undefined);
      }),
    ],
    ends: { nothing: { state: 'completed', output: null } },
    notes: [],
  },
  {
    name: 'steps follow one another and see what came before',
    begins: 'chain',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'chain', ...on('chain') }, async ({ event, step }) => {
        let sum = 0;
        for (const name of ['a', 'b', 'c']) {
          sum = await step.run(name, () => {
            note(event, name);
            return sum + 1;
          });
        }
        return sum;
      }),
    ],
    ends: { chain: { state: 'completed', output: 3 } },
    notes: ['a', 'b', 'c'],
  },
  {
    name: 'a loop may use one name again and again',
    begins: 'loop',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'loop', ...on('loop') }, async ({ event, step }) => {
        const seen: number[] = [];
        for (let i = 0; i < 4; i += 1) {
          const told = await step.run('again', () => {
            note(event, `again ${i.toString()}`);
            return i;
          });
          seen.push(told);
        }
        return seen;
      }),
    ],
    ends: { loop: { state: 'completed', output: [0, 1, 2, 3] } },
    notes: ['again 0', 'again 1', 'again 2', 'again 3'],
  },
  {
    name: 'a branch is chosen by what a step gave',
    begins: 'branch',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'branch', ...on('branch') }, async ({ event, step }) => {
        const isLeft = await step.run('choose', () => {
          note(event, 'choose');
          return true;
        });
        if (isLeft) await step.run('left', () => note(event, 'left'));
        else await step.run('right', () => note(event, 'right'));
        return isLeft;
      }),
    ],
    ends: { branch: { state: 'completed', output: true } },
    notes: ['choose', 'left'],
  },
  {
    name: 'steps side by side are each run once and joined',
    begins: 'side',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'side', ...on('side') }, async ({ event, step }) => {
        const one = (name: string) =>
          step.run(name, () => {
            note(event, name);
            return name;
          });
        const parts = await Promise.all([one('a'), one('b'), one('c')]);
        return one(parts.join(''));
      }),
    ],
    ends: { side: { state: 'completed', output: 'abc' } },
    notes: ['a', 'b', 'c', 'abc'],
    isUnordered: true,
  },
  {
    name: 'chains side by side each go on',
    begins: 'chains',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'chains', ...on('chains') }, async ({ event, step }) => {
        const one = (name: string) =>
          step.run(name, () => {
            note(event, name);
            return name;
          });
        const both = async (name: string) => {
          const parts = [await one(`${name}1`), await one(`${name}2`)];
          return parts.join('');
        };
        return (await Promise.all([both('a'), both('b')])).join(' ');
      }),
    ],
    ends: { chains: { state: 'completed', output: 'a1a2 b1b2' } },
    notes: ['a1', 'a2', 'b1', 'b2'],
    isUnordered: true,
  },
  {
    name: 'a sleep lasts and is over once',
    begins: 'sleep',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'sleep', ...on('sleep') }, async ({ event, step }) => {
        const before = await step.run('before', () => Date.now());
        await step.sleep('a while', '1s');
        return step.run('after', () => {
          note(event, Date.now() - before >= 990 ? 'slept' : 'too soon');
          return 'rested';
        });
      }),
    ],
    ends: { sleep: { state: 'completed', output: 'rested' } },
    notes: ['slept'],
  },
  {
    name: 'a sleep until a moment in the past, or of no length, is over at once',
    begins: 'past',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'past', ...on('past') }, async ({ event, step }) => {
        await step.sleepUntil('then', new Date(0));
        await step.sleep('no time', 0);
        return step.run('after', () => {
          note(event, 'after');
          return 1;
        });
      }),
    ],
    ends: { past: { state: 'completed', output: 1 } },
    notes: ['after'],
  },
  {
    name: 'code that changed in mid-run keeps the steps it still has',
    begins: 'changed',
    functions: ({ client, note }) => {
      const known = new Set<string>();
      return [
        client.createFunction(
          { id: 'changed', ...on('changed') },
          async ({ event, step, runId }) => {
            const isNewer = known.has(runId);
            known.add(runId);
            const kept = await step.run('kept', () => {
              note(event, 'kept');
              return 1;
            });
            // Whoever is called once only has seen no change by then.
            await step.sleep('until it is changed', '1s');
            if (isNewer) await step.run('new', () => note(event, 'new'));
            return kept;
          },
        ),
      ];
    },
    ends: { changed: { state: 'completed', output: 1 } },
    notes: ['kept', 'new'],
  },
];
