import { NonRetriableError, RetryAfterError } from 'inngest';
import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

interface Failure {
  event: { data: { event: { data?: unknown } } };
  error: Error;
  step: { run: (name: string, work: () => void) => Promise<unknown> };
}

/** Errors that are caught, thrown on, tried again at a given time, and attempts that begin anew. */
export const errorPlays: Play[] = [
  {
    name: 'an error is caught, cleaned up after, and thrown on to another catch',
    begins: 'rethrown',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'rethrown', retries: 0, ...on('rethrown') },
        async ({ event, step }) => {
          const inner = async () => {
            try {
              await step.run('fails', () => {
                note(event, 'fails');
                throw new Error('no');
              });
            } catch (error) {
              await step.run('clean up', () => note(event, 'clean up'));
              throw new Error(`wrapped: ${messageOf(error)}`);
            }
          };
          try {
            return await inner();
          } catch (error) {
            return step.run('outer', () => {
              note(event, 'outer');
              return messageOf(error);
            });
          }
        },
      ),
    ],
    ends: { rethrown: { state: 'completed', output: 'wrapped: no' } },
    notes: ['fails', 'clean up', 'outer'],
  },
  {
    name: 'a loop goes on after a step of it that failed',
    begins: 'undaunted',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'undaunted', retries: 0, ...on('undaunted') },
        async ({ event, step }) => {
          const seen: string[] = [];
          for (const name of ['a', 'b', 'c', 'd']) {
            try {
              const done = await step.run(name, () => {
                note(event, name);
                if (name === 'b') throw new Error('not b');
                return name;
              });
              seen.push(done);
            } catch (error) {
              seen.push(messageOf(error));
            }
          }
          return seen;
        },
      ),
    ],
    ends: { undaunted: { state: 'completed', output: ['a', 'not b', 'c', 'd'] } },
    notes: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a step after one that used up its attempts has all of its own',
    begins: 'anew',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'anew', retries: 1, ...on('anew') },
        async ({ event, step, attempt }) => {
          const one = (name: string, isHopeless: boolean) =>
            step.run(name, () => {
              note(event, `${name} ${attempt.toString()}`);
              if (isHopeless || attempt === 0) throw new RetryAfterError('not yet', 1_000);
              return name;
            });
          try {
            return await one('x', true);
          } catch {
            return one('y', false);
          }
        },
      ),
    ],
    ends: { anew: { state: 'completed', output: 'y' } },
    notes: ['x 0', 'x 1', 'y 0', 'y 1'],
  },
  {
    name: 'a failure handler takes steps of its own',
    begins: 'aided',
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'aided',
          retries: 0,
          ...on('aided'),
          onFailure: async ({ event, error, step }: Failure) => {
            await step.run('first', () => note(event.data.event, `first ${error.message}`));
            await step.run('second', () => note(event.data.event, 'second'));
          },
        },
        async ({ event, step }) => {
          await step.run('before', () => note(event, 'before'));
          throw new Error('broken');
        },
      ),
    ],
    ends: { aided: { state: 'failed', error: 'broken' }, 'aided-failure': { state: 'completed' } },
    notes: ['before', 'first broken', 'second'],
  },
  {
    name: 'a final error within a step can be caught',
    begins: 'final-caught',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'final-caught', retries: 5, ...on('final-caught') },
        async ({ event, step }) => {
          try {
            await step.run('only', () => {
              note(event, 'only');
              throw new NonRetriableError('never');
            });
          } catch (error) {
            return step.run('instead', () => {
              note(event, 'instead');
              return messageOf(error);
            });
          }
          return 'unreachable';
        },
      ),
    ],
    ends: { 'final-caught': { state: 'completed', output: 'never' } },
    notes: ['only', 'instead'],
  },
  {
    name: 'a step that names a moment is tried again then',
    begins: 'appointed',
    functions: ({ client, note }) => {
      const first = new Map<string, number>();
      return [
        client.createFunction(
          { id: 'appointed', retries: 1, ...on('appointed') },
          ({ event, step, attempt, runId }) =>
            step.run('call', () => {
              if (attempt === 0) {
                first.set(runId, Date.now());
                note(event, 'busy');
                throw new RetryAfterError('busy', new Date(Date.now() + 2_000));
              }
              const isLater = Date.now() - (first.get(runId) ?? 0) >= 1_900;
              note(event, isLater ? 'later' : 'too soon');
              return 'done';
            }),
        ),
      ];
    },
    ends: { appointed: { state: 'completed', output: 'done' } },
    notes: ['busy', 'later'],
  },
  {
    name: 'a function that throws after its steps is tried again without them',
    begins: 'afterwards',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'afterwards', retries: 2, ...on('afterwards') },
        async ({ event, step, attempt }) => {
          await step.run('a', () => note(event, 'a'));
          await step.run('b', () => note(event, 'b'));
          if (attempt === 0) throw new RetryAfterError('not yet', 1_000);
          await step.run('c', () => note(event, `c ${attempt.toString()}`));
          return 'done';
        },
      ),
    ],
    ends: { afterwards: { state: 'completed', output: 'done' } },
    notes: ['a', 'b', 'c 1'],
  },
];

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'odd';
}
