import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { functionCaller } from '#inngest/embedded/call-function.ts';
import type { CallFunction, FunctionCall } from '#inngest/embedded/call-function.ts';
import { signingKey, stepsOfRun } from '#tests/bench/jobs/functions.ts';
import type { BenchFunctions } from '#tests/bench/jobs/functions.ts';

export const atOnce = 16;

export interface Baseline {
  /** Carries out that many runs of the chain; returns their steps a second. */
  carryOut(runs: number): Promise<number>;
  end(): Promise<void>;
}

/** The least that keeps steps: the handler called for each, and one row inserted after each. */
export function createBaseline(
  { client, functions }: BenchFunctions,
  superuser: pg.ClientConfig,
): Baseline {
  const pool = new pg.Pool({ ...superuser, max: atOnce });
  pool.on('error', () => undefined);
  const call = functionCaller(client, functions, signingKey);
  return {
    async carryOut(runs) {
      const waiting = Array.from({ length: runs }).keys();
      const began = performance.now();
      const worker = async () => {
        for (const _ of waiting) await carryOutOne(call, pool);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      return ((runs * stepsOfRun) / (performance.now() - began)) * 1_000;
    },
    end: () => pool.end(),
  };
}

async function carryOutOne(call: CallFunction, pool: pg.Pool): Promise<void> {
  const runId = randomUUID();
  const event = { id: runId, name: 'chain', data: {}, ts: 0 };
  const steps: FunctionCall['steps'] = [];
  for (;;) {
    const outcome = await call({
      functionId: 'bench-chain',
      runId,
      event,
      events: [event],
      steps,
      stepHash: undefined,
      attempt: 0,
      maxAttempts: 1,
      isParallel: false,
      checkpoint: undefined,
    });
    if (outcome.kind === 'completed') return;
    if (outcome.kind !== 'step') throw new Error(`A call ended as ${outcome.kind}.`);
    const { hash, result } = outcome.step;
    await pool.query({ ...insert, values: [runId, hash, JSON.stringify(result)] });
    steps.push({ hash, result });
  }
}

const insert = { name: 'keep', text: 'insert into kept (run, hash, result) values ($1, $2, $3)' };
