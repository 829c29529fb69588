import { RetryAfterError } from 'inngest';
import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

/** Steps, sleeps and functions side by side. */
export const parallelPlays: Play[] = [
  {
    name: 'groups side by side within a group are joined',
    begins: 'nested',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'nested', ...on('nested') }, async ({ event, step }) => {
        const one = (name: string) =>
          step.run(name, () => {
            note(event, name);
            return name;
          });
        const inner = async () => {
          const parts = await Promise.all([one('b'), one('c')]);
          return one(`${parts.join('')} joined`);
        };
        const parts = await Promise.all([one('a'), inner(), Promise.all([one('d'), one('e')])]);
        return one(parts.flat().join(' '));
      }),
    ],
    ends: { nested: { state: 'completed', output: 'a bc joined d e' } },
    notes: ['a', 'b', 'c', 'd', 'e', 'bc joined', 'a bc joined d e'],
    isUnordered: true,
  },
  {
    name: 'of steps side by side one is tried again, and the others are kept',
    begins: 'one-shaky',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'one-shaky', retries: 1, ...on('one-shaky') },
        async ({ event, step, attempt }) =>
          Promise.all([
            step.run('firm', () => {
              note(event, 'firm');
              return 'firm';
            }),
            step.run('shaky', () => {
              note(event, `shaky ${attempt.toString()}`);
              if (attempt === 0) throw new RetryAfterError('not yet', 1_000);
              return 'at last';
            }),
          ]),
      ),
    ],
    ends: { 'one-shaky': { state: 'completed', output: ['firm', 'at last'] } },
    notes: ['firm', 'shaky 0', 'shaky 1'],
    isUnordered: true,
  },
  {
    name: 'of a race the first to end wins, whenever the run goes on',
    begins: 'race',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'race', ...on('race') }, async ({ event, step }) => {
        const winner = await Promise.race([
          step.run('quick', () => {
            note(event, 'quick');
            return 'quick';
          }),
          step.sleep('slow', '3s').then(() => 'slow'),
        ]);
        return step.run('after', () => {
          note(event, 'after');
          return winner;
        });
      }),
    ],
    ends: { race: { state: 'completed', output: 'quick' } },
    notes: ['quick', 'after'],
  },
  {
    name: 'a sleep beside steps holds up what comes after them',
    begins: 'drowsy',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'drowsy', ...on('drowsy') }, async ({ event, step }) => {
        await Promise.all([
          step.run('a', () => note(event, 'a')),
          step.sleep('a while', '1s'),
          step.run('b', () => note(event, 'b')),
        ]);
        await step.run('join', () =>
          note(event, Date.now() - (event.ts ?? 0) >= 990 ? 'slept' : 'too soon'),
        );
      }),
    ],
    ends: { drowsy: { state: 'completed' } },
    notes: ['a', 'b', 'slept'],
    isUnordered: true,
  },
  {
    name: 'one name in several branches is told apart',
    begins: 'same',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'same', ...on('same') }, async ({ event, step }) => {
        const one = (name: string) =>
          step.run('same', () => {
            note(event, name);
            return name;
          });
        const both = await Promise.all([one('x'), one('y')]);
        return [...both, await one('z')];
      }),
    ],
    ends: { same: { state: 'completed', output: ['x', 'y', 'z'] } },
    notes: ['x', 'y', 'z'],
    isUnordered: true,
  },
  {
    name: 'functions are run side by side',
    begins: 'pair',
    functions: ({ client, note }) => {
      const doubled = client.createFunction(
        { id: 'doubled', ...on('doubled') },
        async ({ event, step }) => {
          const { n } = event.data as { n: number };
          return step.run('double', () => {
            note(event, `double ${n.toString()}`);
            return n * 2;
          });
        },
      );
      const pair = client.createFunction({ id: 'pair', ...on('pair') }, ({ event, step }) => {
        const call = (n: number) => {
          const data = { ...event.data, n };
          return step.invoke(`call ${n.toString()}`, { function: doubled, data });
        };
        return Promise.all([call(1), call(2)]);
      });
      return [doubled, pair];
    },
    ends: {
      doubled: [{ state: 'completed' }, { state: 'completed' }],
      pair: { state: 'completed', output: [2, 4] },
    },
    notes: ['double 1', 'double 2'],
    isUnordered: true,
  },
  {
    name: 'a branch mends its own failure while the other goes on',
    begins: 'mended',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'mended', retries: 0, ...on('mended') },
        async ({ event, step }) => {
          const one = (name: string) =>
            step.run(name, () => {
              note(event, name);
              if (name === 'bad') throw new Error('no');
              return name;
            });
          const broken = async () => {
            try {
              return await one('bad');
            } catch {
              return one('mend');
            }
          };
          const sound = async () => `${await one('good')} ${await one('better')}`;
          return Promise.all([broken(), sound()]);
        },
      ),
    ],
    ends: { mended: { state: 'completed', output: ['mend', 'good better'] } },
    notes: ['bad', 'mend', 'good', 'better'],
    isUnordered: true,
  },
  {
    name: 'many steps side by side are each run once',
    begins: 'many',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'many', ...on('many') }, async ({ event, step }) => {
        const parts = await Promise.all(
          names.map((name) =>
            step.run(name, () => {
              note(event, name);
              return name;
            }),
          ),
        );
        return step.run('join', () => parts.join(''));
      }),
    ],
    ends: { many: { state: 'completed', output: 'abcdefghij' } },
    notes: [...'abcdefghij'],
    isUnordered: true,
  },
];

const names = [...'abcdefghij'];
