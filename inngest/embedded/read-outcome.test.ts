import { describe, expect, test } from 'vitest';
import { readOutcome } from '#inngest/embedded/read-outcome.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'x-inngest-sdk': 'js:v4', ...headers },
  });

describe('an answer of the handler', () => {
  test('that does not come from the SDK never ends a run', async () => {
    const outcome = await readOutcome(new Response('{"fine":true}', { status: 200 }));
    expect(outcome.kind).toBe('retry');
  });

  test('that is not JSON is tried again', async () => {
    expect((await readOutcome(answer(200, '<html>'))).kind).toBe('retry');
  });

  test('with status 200 is the result', async () => {
    expect(await readOutcome(answer(200, { a: 1 }))).toEqual({
      kind: 'completed',
      output: { a: 1 },
    });
    expect(await readOutcome(answer(200, 'null'))).toEqual({ kind: 'completed', output: null });
  });

  test('that forbids a retry is final, any other error is not', async () => {
    const error = { name: 'Error', message: 'no' };
    expect(await readOutcome(answer(400, error, { 'x-inngest-no-retry': 'true' }))).toEqual({
      kind: 'failed',
      error,
    });
    expect(await readOutcome(answer(500, error, { 'retry-after': '30' }))).toEqual({
      kind: 'retry',
      error,
      retryAfterMs: 30_000,
    });
  });

  test('with a plan names each step and wait', async () => {
    const ops = [
      { id: 'a1', op: 'StepPlanned', displayName: 'one' },
      { id: 'b2', op: 'Sleep', name: '2s', displayName: 'nap' },
    ];
    expect(await readOutcome(answer(206, ops))).toEqual({
      kind: 'planned',
      steps: [
        { hash: 'a1', name: 'one', kind: 'step', delayMs: 0 },
        { hash: 'b2', name: 'nap', kind: 'timer', delayMs: 2_000 },
      ],
    });
  });

  test.each(['WaitForEvent', 'InvokeFunction', 'AIGateway', 'Gateway', 'DeferAdd'])(
    'that asks for %s fails the run with a sentence instead of hanging it',
    async (op) => {
      const outcome = await readOutcome(answer(206, [{ id: 'x', op, displayName: 'pause' }]));
      expect(outcome).toMatchObject({
        kind: 'failed',
        error: { message: expect.stringContaining(`of the kind ${op}`) as string },
      });
    },
  );

  test('of a call that went on after steps says what it did before its end', async () => {
    const ops = [
      { id: 'a1', op: 'StepRun', displayName: 'one', data: 1 },
      { id: 'b2', op: 'StepRun', displayName: 'two' },
    ];
    const [one, two] = [
      { hash: 'a1', name: 'one', result: { data: 1 } },
      { hash: 'b2', name: 'two', result: { data: null } },
    ];
    expect(await readOutcome(answer(206, ops))).toEqual({ kind: 'step', step: two, before: [one] });
    const end = { id: 'c3', op: 'RunComplete', data: { n: 3 } };
    expect(await readOutcome(answer(206, [end]))).toEqual({ kind: 'completed', output: { n: 3 } });
    expect(await readOutcome(answer(206, [...ops, end]))).toEqual({
      kind: 'completed',
      output: { n: 3 },
      before: [one, two],
    });
    const failed = { id: 'c3', op: 'StepError', displayName: 'three', error: { message: 'no' } };
    expect(await readOutcome(answer(206, [...ops, failed]))).toMatchObject({
      kind: 'step-retry',
      before: [one, two],
    });
  });

  test('without any operation is tried again', async () => {
    expect((await readOutcome(answer(206, []))).kind).toBe('retry');
  });
});
