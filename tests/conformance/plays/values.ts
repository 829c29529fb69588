import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

const long = Array.from({ length: 30 }, (_, n) => `step ${n.toString()}`);

/** What steps are given and give, how many there are, and code that changes under a run. */
export const valuePlays: Play[] = [
  {
    name: 'thirty steps follow one another',
    begins: 'long',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'long', ...on('long') }, async ({ event, step }) => {
        let sum = 0;
        for (const name of long) {
          sum = await step.run(name, () => {
            note(event, name);
            return sum + 1;
          });
        }
        return sum;
      }),
    ],
    ends: { long: { state: 'completed', output: 30 } },
    notes: long,
  },
  {
    name: 'a step may give a megabyte',
    begins: 'large',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'large', ...on('large') }, async ({ event, step }) => {
        const text = await step.run('write', () => 'ab'.repeat(500_000));
        return step.run('measure', () => {
          note(event, 'measure');
          return [text.length, text.slice(-2)];
        });
      }),
    ],
    ends: { large: { state: 'completed', output: [1_000_000, 'ab'] } },
    notes: ['measure'],
  },
  {
    name: 'what a step gives is what JSON makes of it, at once and later',
    begins: 'json',
    functions: ({ client }) => [
      client.createFunction({ id: 'json', ...on('json') }, async ({ step }) => {
        const given = (await step.run('give', () => ({
          at: new Date(0),
          gone: undefined,
          none: null,
          list: [undefined, 1],
          text: 'nul \u0000, "quotes" and 😀',
        }))) as Record<string, unknown>;
        const seen = () => [typeof given.at, Object.keys(given).sort(), given];
        const atOnce = await step.run('look', seen);
        await step.sleep('a while', '1s');
        return [atOnce, await step.run('look again', seen)];
      }),
    ],
    ends: { json: { state: 'completed', output: [asJson(), asJson()] } },
    notes: [],
  },
  {
    name: 'a step is given its arguments',
    begins: 'arguments',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'arguments', ...on('arguments') }, ({ event, step }) =>
        step.run(
          'add',
          (a: number, b: number) => {
            note(event, 'add');
            return a + b;
          },
          1,
          2,
        ),
      ),
    ],
    ends: { arguments: { state: 'completed', output: 3 } },
    notes: ['add'],
  },
  {
    name: 'a step that was taken out of the code is no longer missed',
    begins: 'removed',
    functions: ({ client, note }) => {
      const known = new Set<string>();
      return [
        client.createFunction(
          { id: 'removed', ...on('removed') },
          async ({ event, step, runId }) => {
            const isNewer = known.has(runId);
            known.add(runId);
            if (!isNewer) await step.run('old', () => note(event, 'old'));
            const kept = await step.run('kept', () => {
              note(event, 'kept');
              return 1;
            });
            await step.sleep('until it is changed', '1s');
            return step.run('end', () => {
              note(event, 'end');
              return kept;
            });
          },
        ),
      ];
    },
    ends: { removed: { state: 'completed', output: 1 } },
    notes: ['old', 'kept', 'end'],
  },
  {
    name: 'a step under a new name is another step',
    begins: 'renamed',
    functions: ({ client, note }) => {
      const known = new Set<string>();
      return [
        client.createFunction(
          { id: 'renamed', ...on('renamed') },
          async ({ event, step, runId }) => {
            const name = known.has(runId) ? 'new name' : 'old name';
            known.add(runId);
            const given = await step.run(name, () => {
              note(event, name);
              return name;
            });
            await step.sleep('until it is changed', '1s');
            return step.run('end', () => {
              note(event, 'end');
              return given;
            });
          },
        ),
      ];
    },
    ends: { renamed: { state: 'completed', output: 'new name' } },
    notes: ['old name', 'new name', 'end'],
  },
];

function asJson() {
  const given = {
    at: '1970-01-01T00:00:00.000Z',
    none: null,
    list: [null, 1],
    text: 'nul \u0000, "quotes" and 😀',
  };
  return ['string', ['at', 'list', 'none', 'text'], given];
}
