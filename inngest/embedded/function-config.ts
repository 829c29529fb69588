import type { InngestFunction } from 'inngest';
import { z } from 'zod';
import { waitMs } from '#inngest/embedded/duration.ts';
import { compileExpression } from '#inngest/embedded/expression.ts';
import type { Expression } from '#inngest/embedded/expression.ts';
import { ConfigurationError } from '#server/configuration-error.ts';

/** A function as the executor knows it. */
export interface JobFunction {
  /** With the app's name in front, as calls name it. */
  id: string;
  /** The events that start it; none for a failure handler. */
  triggers: EventMatch[];
  /** The events that cancel its runs. */
  cancelOn: EventMatch[];
  /** How long a run may wait for its start, and then take; undefined is for ever. */
  timeouts: { startMs?: number | undefined; finishMs?: number | undefined };
  /** How many of its runs may be at work at once, each key by itself; undefined is any number. */
  concurrency: { limit: number; key: Expression | undefined } | undefined;
  /** The function to start when a run of this one fails. */
  failureHandler: string | undefined;
  /** First try and retries together, of each step. */
  maxAttempts: number;
}

/** An event by name, and the condition under which it counts. */
export interface EventMatch {
  event: string;
  condition?: Expression | undefined;
}

/** Retries of a function that does not say, and those of every failure handler, as in the SDK. */
const defaultRetries = 3;
const failureHandlerRetries = 1;

const eventName = z.union([z.string(), z.object({ name: z.string() })]);
const trigger = z.looseObject({ event: eventName.optional(), if: z.string().optional() });
const cancel = z.looseObject({
  event: eventName,
  if: z.string().optional(),
  match: z.string().optional(),
});
const concurrency = z.object({
  limit: z.number(),
  key: z.string().optional(),
  scope: z.string().default('fn'),
});
const settings = z.looseObject({
  triggers: z.array(trigger).default([]),
  retries: z.number().default(defaultRetries),
  onFailure: z.unknown().optional(),
  cancelOn: z.array(cancel).default([]),
  concurrency: z.union([z.number(), concurrency, z.array(concurrency)]).optional(),
  timeouts: z.object({ start: z.string().optional(), finish: z.string().optional() }).default({}),
});

/** What the executor does itself, and what the SDK does inside a call. */
const honoured = new Set([
  ...['id', 'name', 'description', 'triggers', 'retries', 'onFailure'],
  ...['cancelOn', 'timeouts', 'concurrency'],
  ...['checkpointing', 'middleware'],
]);

/**
 * Reads what the functions of an app ask for. Throws ConfigurationError, in one sentence, when one
 * asks for something that the embedded executor cannot honour.
 */
export function readFunctions(
  appId: string,
  functions: readonly InngestFunction.Any[],
): JobFunction[] {
  const read = functions.flatMap((one) => readFunction(one.id(appId), settings.parse(one.opts)));
  const ids = new Set<string>();
  for (const { id } of read) {
    if (ids.has(id)) throw new ConfigurationError(`Two job functions are called ${id}.`);
    ids.add(id);
  }
  return read;
}

function readFunction(id: string, asked: z.output<typeof settings>): JobFunction[] {
  for (const [name, value] of Object.entries(asked)) {
    if (!honoured.has(name) && value !== undefined) throw refusal(id, name);
  }
  const failureHandler = asked.onFailure === undefined ? undefined : `${id}-failure`;
  const main = {
    id,
    triggers: asked.triggers.map((one) => readTrigger(id, one)),
    cancelOn: asked.cancelOn.map((one) => readCancel(id, one)),
    timeouts: {
      startMs: readTimeout(id, asked.timeouts.start),
      finishMs: readTimeout(id, asked.timeouts.finish),
    },
    concurrency: readConcurrency(id, asked.concurrency),
    failureHandler,
    maxAttempts: asked.retries + 1,
  };
  return failureHandler === undefined ? [main] : [main, failureHandlerOf(failureHandler)];
}

function failureHandlerOf(id: string): JobFunction {
  const maxAttempts = failureHandlerRetries + 1;
  const none = { triggers: [], cancelOn: [], timeouts: {}, concurrency: undefined };
  return { ...none, id, failureHandler: undefined, maxAttempts };
}

function readTrigger(
  id: string,
  { event, if: condition, ...others }: z.output<typeof trigger>,
): EventMatch {
  if (event === undefined) throw refusal(id, Object.keys(others).join(', '));
  return { event: nameOf(id, event), condition: readCondition(id, condition) };
}

function readCancel(id: string, asked: z.output<typeof cancel>): EventMatch {
  const { event, if: condition, match, ...others } = asked;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refusal(id, `cancelOn with ${other}`);
  const same = match === undefined ? undefined : `event.${match} == async.${match}`;
  return { event: nameOf(id, event), condition: readCondition(id, condition ?? same) };
}

/** The engine's own events start nothing here: failures and invocations go straight to their runs. */
function nameOf(id: string, event: z.output<typeof eventName>): string {
  const name = typeof event === 'string' ? event : event.name;
  if (name.startsWith('inngest/') || name.includes('*')) throw refusal(id, `the event ${name}`);
  return name;
}

function readCondition(id: string, source: string | undefined): Expression | undefined {
  if (source === undefined) return undefined;
  try {
    return compileExpression(source);
  } catch {
    throw refusal(id, `the condition "${source}"`);
  }
}

function readConcurrency(
  id: string,
  asked: z.output<typeof settings>['concurrency'],
): JobFunction['concurrency'] {
  const all = typeof asked === 'number' ? [{ limit: asked, scope: 'fn' }] : [asked ?? []].flat();
  const [one, another] = all;
  // A limit of 0 is none, as on a server.
  if (one === undefined || (one.limit === 0 && another === undefined)) return undefined;
  if (another !== undefined) throw refusal(id, 'concurrency with two limits');
  if (one.scope !== 'fn') throw refusal(id, `concurrency over the scope ${one.scope}`);
  const key = 'key' in one && typeof one.key === 'string' ? one.key : undefined;
  return { limit: one.limit, key: readCondition(id, key) };
}

function readTimeout(id: string, asked: string | undefined): number | undefined {
  if (asked === undefined) return undefined;
  const ms = waitMs(asked);
  if (ms === undefined) throw refusal(id, `the time "${asked}"`);
  return ms;
}

function refusal(id: string, asked: string): ConfigurationError {
  return new ConfigurationError(
    `The job function ${id} asks for ${asked}, which the embedded executor cannot do; ` +
      'remove it, or set INNGEST_BASE_URL to a job server that can.',
  );
}
