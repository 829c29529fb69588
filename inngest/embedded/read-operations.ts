import { z } from 'zod';
import type { CallOutcome, PlannedStep, StepResult } from '#inngest/embedded/call-outcome.ts';
import { waitMs } from '#inngest/embedded/duration.ts';
import { ExpressionError, parseExpression } from '#inngest/embedded/parse-expression.ts';

const operation = z.object({
  id: z.string(),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
  opts: z.unknown().optional(),
});
type Operation = z.output<typeof operation>;

/** What the answer of a handler says: steps it has done, and what comes after them. */
export function readOperations(body: unknown, again: number | undefined): CallOutcome {
  const operations = parse(body);
  if (operations === undefined) {
    return retry({ message: 'The handler answered with unknown operations.' });
  }
  const { done, others } = splitDone(operations);
  const outcome = readRest(done, others, again);
  return done.length === 0 ? outcome : { ...outcome, before: done };
}

/**
 * What a call tells on its way: steps it has done. Anything else is the outcome of the call, which
 * then must not go on; undefined when it is not from the SDK at all.
 */
export function readCheckpoint(
  body: unknown,
): { steps: StepResult[]; instead: CallOutcome | undefined } | undefined {
  const operations = parse(body);
  if (operations === undefined) return undefined;
  const { done: steps, others } = splitDone(operations);
  return { steps, instead: others.length === 0 ? undefined : readPlan(others) };
}

function parse(body: unknown): Operation[] | undefined {
  return z.array(operation).safeParse(body).data;
}

function splitDone(operations: Operation[]): { done: StepResult[]; others: Operation[] } {
  const at = operations.findIndex(({ op }) => op !== 'StepRun');
  const others = at === -1 ? [] : operations.slice(at);
  const done = operations.slice(0, operations.length - others.length);
  return { done: done.map((op) => ({ ...stepOf(op), result: { data: op.data ?? null } })), others };
}

/** Takes the last step from those that are done when the call ended with it. */
function readRest(done: StepResult[], others: Operation[], again: number | undefined): CallOutcome {
  const [first, second] = others;
  if (first === undefined) {
    const step = done.pop();
    if (step !== undefined) return { kind: 'step', step };
    return retry({ message: 'The function neither ended nor took a step.' });
  }
  return (second === undefined ? readEnd(first, again) : undefined) ?? readPlan(others);
}

function readEnd(op: Operation, again: number | undefined): CallOutcome | undefined {
  const step = { ...stepOf(op), result: { error: op.error } };
  switch (op.op) {
    case 'RunComplete':
      return { kind: 'completed', output: op.data ?? null };
    case 'StepFailed':
      return { kind: 'step', step };
    case 'StepError':
      return { kind: 'step-retry', step, error: op.error, retryAfterMs: again };
    default:
      return undefined;
  }
}

function stepOf(op: Operation): Omit<StepResult, 'result'> {
  return { hash: op.id, name: nameOf(op) };
}

const waitOptions = z.object({ timeout: z.string(), if: z.string().optional() });
const invokeOptions = z.object({
  function_id: z.string(),
  payload: z.object({ data: z.unknown().optional() }),
  timeout: z.string().optional(),
});
/** How long an invoked function is waited for when nobody says. */
const longestInvoke = '366d';

function readPlan(operations: Operation[]): CallOutcome {
  const steps: PlannedStep[] = [];
  for (const op of operations) {
    try {
      const planned = readPlannedStep(op);
      if (planned === undefined) return unsupported(op);
      steps.push({ hash: op.id, name: nameOf(op), ...planned });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { kind: 'failed', error: { name: error.name, message: error.message } };
    }
  }
  return { kind: 'planned', steps };
}

function readPlannedStep(op: Operation): Omit<PlannedStep, 'hash' | 'name'> | undefined {
  switch (op.op) {
    case 'StepPlanned':
      return { kind: 'step', delayMs: 0 };
    case 'Sleep':
      // A length of nothing is spelled as nothing.
      return readDelay('timer', op.name === '' ? '0ms' : (op.name ?? ''));
    case 'WaitForEvent': {
      const options = waitOptions.safeParse(op.opts).data;
      const wait = options && readDelay('wait', options.timeout);
      if (wait === undefined || typeof op.name !== 'string') return undefined;
      if (options?.if !== undefined) parseExpression(options.if);
      return { ...wait, awaited: { event: op.name, condition: options?.if } };
    }
    case 'InvokeFunction': {
      const options = invokeOptions.safeParse(op.opts).data;
      const wait = options && readDelay('invoke', options.timeout ?? longestInvoke);
      if (wait === undefined || options === undefined) return undefined;
      const { function_id: functionId, payload } = options;
      return { ...wait, invoked: { functionId, data: payload.data ?? {} } };
    }
    default:
      return undefined;
  }
}

function readDelay<Kind extends PlannedStep['kind']>(kind: Kind, until: string) {
  const delayMs = waitMs(until);
  return delayMs === undefined ? undefined : { kind, delayMs };
}

function unsupported(op: Operation): CallOutcome {
  const message =
    `The step "${nameOf(op)}" is of the kind ${op.op}, which the embedded executor cannot do; ` +
    'remove it, or set INNGEST_BASE_URL to a job server that can.';
  return { kind: 'failed', error: { name: 'UnsupportedStep', message } };
}

function retry(error: unknown, again?: number): CallOutcome {
  return { kind: 'retry', error, retryAfterMs: again };
}

function nameOf(op: Operation): string {
  return op.displayName ?? op.name ?? op.id;
}
