import type { Inngest, InngestFunction } from 'inngest';
import { serve } from 'inngest/edge';
import { canonicalJson } from '#inngest/embedded/canonical-json.ts';
import type { CallOutcome, StepResult } from '#inngest/embedded/call-outcome.ts';
import { whileOpen } from '#inngest/embedded/open-calls.ts';
import type { Checkpoint } from '#inngest/embedded/open-calls.ts';
import { readOutcome } from '#inngest/embedded/read-outcome.ts';
import { signature } from '#inngest/embedded/signature.ts';
import type { SeenEvent } from '#inngest/embedded/taken-event.ts';

/** One call of a function: which run, how far it is, and what to do. */
export interface FunctionCall {
  functionId: string;
  runId: string;
  event: SeenEvent;
  /** All events of the run, of which the other is the first. */
  events: SeenEvent[];
  steps: Pick<StepResult, 'hash' | 'result'>[];
  /** The planned step to run; undefined calls the function from its top. */
  stepHash: string | undefined;
  attempt: number;
  maxAttempts: number;
  isParallel: boolean;
  /** Lets the function go on after a step without being called anew; undefined never does. */
  checkpoint: { ticket: string; keep: Checkpoint } | undefined;
}

export type CallFunction = (call: FunctionCall) => Promise<CallOutcome>;

/** Version of the calling protocol that this executor speaks, whatever the SDK would prefer. */
const protocolVersion = 2;

/**
 * Calls functions through the SDK's own handler, in process and signed, so that a function cannot
 * tell which engine runs it.
 */
export function functionCaller(
  client: Inngest.Any,
  functions: readonly InngestFunction.Any[],
  signingKey: string,
): CallFunction {
  const handler = serve({ client, functions });
  return async (call) => {
    const body = canonicalJson(requestBody(call));
    const query = new URLSearchParams({
      fnId: call.functionId,
      stepId: call.stepHash ?? 'step',
    });
    const headers = {
      host: 'embedded.invalid',
      'content-type': 'application/json',
      'x-inngest-signature': signature(signingKey, body),
      'x-run-id': call.runId,
    };
    const address = `http://embedded.invalid/api/inngest?${query.toString()}`;
    const answer = async () =>
      readOutcome(await handler(new Request(address, { method: 'POST', headers, body })));
    const { checkpoint } = call;
    return checkpoint ? whileOpen(checkpoint.ticket, checkpoint.keep, answer) : answer();
  };
}

/** Without `fn_id` the SDK returns after every step; with it, it asks us to keep each and goes on. */
function requestBody(call: FunctionCall): unknown {
  const stack = call.steps.map(({ hash }) => hash);
  const { checkpoint } = call;
  return {
    event: call.event,
    events: call.events,
    steps: Object.fromEntries(call.steps.map(({ hash, result }) => [hash, result])),
    defers: {},
    ctx: {
      ...(checkpoint && { fn_id: call.functionId, qi_id: checkpoint.ticket }),
      run_id: call.runId,
      env: '',
      step_id: call.stepHash ?? 'step',
      attempt: call.attempt,
      max_attempts: call.maxAttempts,
      disable_immediate_execution: call.isParallel,
      use_api: false,
      stack: { stack, current: stack.length },
    },
    version: protocolVersion,
    use_api: false,
  };
}
