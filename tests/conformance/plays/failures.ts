import { NonRetriableError, RetryAfterError } from 'inngest';
import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

interface Failure {
  event: { data: { event: { data?: unknown } } };
  error: Error;
}

/** Steps and functions that fail, are tried again, are caught, and are told. */
export const failurePlays: Play[] = [
  {
    name: 'a step is tried again until it succeeds, and attempts count from 0',
    begins: 'shaky',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'shaky', retries: 3, ...on('shaky') },
        async ({ event, step, attempt }) => {
          await step.run('firm', () => note(event, 'firm'));
          return step.run('shaky', () => {
            note(event, `shaky ${attempt.toString()}`);
            if (attempt < 2) throw new Error('not yet');
            return 'at last';
          });
        },
      ),
    ],
    ends: { shaky: { state: 'completed', output: 'at last' } },
    notes: ['firm', 'shaky 0', 'shaky 1', 'shaky 2'],
  },
  {
    name: 'each step has attempts of its own',
    begins: 'each',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'each', retries: 1, ...on('each') },
        async ({ event, step, attempt }) => {
          for (const name of ['a', 'b']) {
            await step.run(name, () => {
              note(event, `${name} ${attempt.toString()}`);
              if (attempt === 0) throw new Error('once more');
            });
          }
          return 'both';
        },
      ),
    ],
    ends: { each: { state: 'completed', output: 'both' } },
    notes: ['a 0', 'a 1', 'b 0', 'b 1'],
  },
  {
    name: 'a step that used up its attempts fails the run, with its words',
    begins: 'hopeless',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'hopeless', retries: 1, ...on('hopeless') },
        ({ event, step, attempt }) =>
          step.run('only', () => {
            note(event, `only ${attempt.toString()}`);
            throw new Error('the line is dead');
          }),
      ),
    ],
    ends: { hopeless: { state: 'failed', error: 'the line is dead' } },
    notes: ['only 0', 'only 1'],
  },
  {
    name: 'a failed step can be caught, and the run goes another way',
    begins: 'caught',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'caught', retries: 0, ...on('caught') },
        async ({ event, step }) => {
          try {
            await step.run('fails', () => {
              note(event, 'fails');
              throw new Error('no');
            });
          } catch {
            try {
              await step.run('fails too', () => {
                note(event, 'fails too');
                throw new Error('no');
              });
            } catch {
              return step.run('instead', () => {
                note(event, 'instead');
                return 'something else';
              });
            }
          }
          return 'unreachable';
        },
      ),
    ],
    ends: { caught: { state: 'completed', output: 'something else' } },
    notes: ['fails', 'fails too', 'instead'],
  },
  {
    name: 'a final error is not tried again',
    begins: 'final',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'final', retries: 5, ...on('final') }, ({ event, step }) =>
        step.run('only', () => {
          note(event, 'only');
          throw new NonRetriableError('never');
        }),
      ),
    ],
    ends: { final: { state: 'failed', error: 'never' } },
    notes: ['only'],
  },
  {
    name: 'a function outside its steps is tried again as well',
    begins: 'outside',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'outside', retries: 2, ...on('outside') },
        ({ event, attempt }) => {
          note(event, `try ${attempt.toString()}`);
          if (attempt < 2) throw new Error('not yet');
          return 'well';
        },
      ),
    ],
    ends: { outside: { state: 'completed', output: 'well' } },
    notes: ['try 0', 'try 1', 'try 2'],
  },
  {
    name: 'an error that names a time is tried again after it',
    begins: 'patient',
    functions: ({ client, note }) => {
      const first = new Map<string, number>();
      return [
        client.createFunction(
          { id: 'patient', retries: 1, ...on('patient') },
          ({ event, attempt, runId }) => {
            if (attempt === 0) {
              first.set(runId, Date.now());
              note(event, 'busy');
              // An engine may tell time by whole seconds.
              throw new RetryAfterError('busy', 2_000);
            }
            const isLater = Date.now() - (first.get(runId) ?? 0) >= 990;
            note(event, isLater ? 'later' : 'too soon');
            return 'done';
          },
        ),
      ];
    },
    ends: { patient: { state: 'completed', output: 'done' } },
    notes: ['busy', 'later'],
  },
  {
    name: 'a step side by side that fails for good fails the run, and the others are kept',
    begins: 'one-of',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'one-of', retries: 0, ...on('one-of') },
        async ({ event, step }) => {
          const settled = await Promise.allSettled([
            step.run('good', () => {
              note(event, 'good');
              return 'good';
            }),
            step.run('bad', () => {
              note(event, 'bad');
              throw new Error('bad');
            }),
          ]);
          return settled.map(({ status }) => status);
        },
      ),
    ],
    ends: { 'one-of': { state: 'completed', output: ['fulfilled', 'rejected'] } },
    notes: ['good', 'bad'],
    isUnordered: true,
  },
  {
    name: 'the failure handler is told once, with the event and the error',
    begins: 'told',
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'told',
          retries: 0,
          ...on('told'),
          onFailure: ({ event, error }: Failure) => note(event.data.event, `told ${error.message}`),
        },
        () => {
          throw new Error('broken');
        },
      ),
    ],
    ends: { told: { state: 'failed', error: 'broken' }, 'told-failure': { state: 'completed' } },
    notes: ['told broken'],
  },
];
