import { z } from 'zod';
import { retryAfterMs, waitMs } from '#inngest/embedded/duration.ts';
import { ExpressionError, parseExpression } from '#inngest/embedded/parse-expression.ts';

/** What became of one call of a function. */
export type CallOutcome =
  | { kind: 'completed'; output: unknown }
  | { kind: 'failed'; error: unknown }
  | { kind: 'retry'; error: unknown; retryAfterMs: number | undefined }
  | { kind: 'step'; step: StepResult }
  | { kind: 'step-retry'; step: StepResult; error: unknown; retryAfterMs: number | undefined }
  | { kind: 'planned'; steps: PlannedStep[] };

export interface StepResult {
  hash: string;
  name: string;
  /** `{data}` or `{error}`, or null for a wait that is over. */
  result: unknown;
}

export interface PlannedStep {
  hash: string;
  name: string;
  kind: 'step' | 'timer' | 'wait' | 'invoke';
  /** Until it may be taken; of a wait, until its time runs out. */
  delayMs: number;
  awaited?: { event: string; condition: string | undefined };
  invoked?: Invocation;
}

/** A function to run, and what it is given. */
export interface Invocation {
  functionId: string;
  data: unknown;
}

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

/** Reads the answer of a function's handler, whose shapes the SDK's protocol defines. */
export async function readOutcome(response: Response): Promise<CallOutcome> {
  const text = await response.text();
  const fromSdk = response.headers.has('x-inngest-sdk');
  const body = parseJson(text);
  if (!fromSdk || body === undefined) {
    return retry({
      message: `The handler answered ${response.status.toString()} in no known form.`,
    });
  }
  if (response.status === 200) return { kind: 'completed', output: body };
  const again = retryAfterMs(response.headers.get('retry-after'));
  if (response.status === 206) return readOperations(body, again);
  if (response.headers.get('x-inngest-no-retry') === 'true') return { kind: 'failed', error: body };
  return retry(body, again);
}

function readOperations(body: unknown, again: number | undefined): CallOutcome {
  const parsed = z.array(operation).safeParse(body);
  if (!parsed.success) return retry({ message: 'The handler answered with unknown operations.' });
  const [first, ...others] = parsed.data;
  if (first === undefined) return retry({ message: 'The function neither ended nor took a step.' });
  if (others.length === 0) {
    const settled = readSettledStep(first, again);
    if (settled !== undefined) return settled;
  }
  return readPlan(parsed.data);
}

function readSettledStep(op: Operation, again: number | undefined): CallOutcome | undefined {
  const step = { hash: op.id, name: nameOf(op) };
  switch (op.op) {
    case 'Step':
    case 'StepRun':
      return { kind: 'step', step: { ...step, result: { data: op.data ?? null } } };
    case 'StepFailed':
      return { kind: 'step', step: { ...step, result: { error: op.error } } };
    case 'StepError':
      return {
        kind: 'step-retry',
        step: { ...step, result: { error: op.error } },
        error: op.error,
        retryAfterMs: again,
      };
    default:
      return undefined;
  }
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
      return readDelay('timer', op.name ?? '');
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
