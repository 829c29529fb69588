import type { InngestFunction } from 'inngest';
import { z } from 'zod';
import { waitMs } from '#inngest/embedded/duration.ts';
import type { Expression } from '#inngest/embedded/expression.ts';
import { flowSettings, freeFlow, readFlowControl } from '#inngest/embedded/flow-control.ts';
import type { FlowControl } from '#inngest/embedded/flow-control.ts';
import { readExpression, readPeriod } from '#inngest/embedded/read-option.ts';
import { invalid, refusal } from '#inngest/embedded/refusal.ts';
import { readSchedule } from '#inngest/embedded/schedule.ts';
import type { Schedule } from '#inngest/embedded/schedule.ts';
import { ConfigurationError } from '#server/configuration-error.ts';

/** A function as the executor knows it. */
export interface JobFunction extends FlowControl {
  /** With the app's name in front, as calls name it. */
  id: string;
  /** The events that start it; none for a failure handler. */
  triggers: EventMatch[];
  /** The times at which it starts. */
  timers: Timer[];
  /** The events that cancel its runs. */
  cancelOn: Cancellation[];
  /** How long a run may wait for its start, and then take; undefined is for ever. */
  timeouts: { startMs?: number | undefined; finishMs?: number | undefined };
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

/** An event that cancels runs, unless theirs came longer before it; undefined is however long. */
export interface Cancellation extends EventMatch {
  withinMs?: number | undefined;
}

export interface Timer {
  cron: string;
  schedule: Schedule;
}

/** Retries of a function that does not say, and those of every failure handler, as in the SDK. */
const defaultRetries = 3;
const failureHandlerRetries = 1;
const mostTriggers = 10;

const eventName = z.union([z.string(), z.object({ name: z.string() })]);
const trigger = z.looseObject({
  event: eventName.optional(),
  if: z.string().optional(),
  cron: z.string().optional(),
});
const cancel = z.looseObject({
  event: eventName,
  if: z.string().optional(),
  match: z.string().optional(),
  timeout: z.string().optional(),
});
const settings = z.looseObject({
  ...flowSettings.shape,
  triggers: z.array(trigger).default([]),
  retries: z.number().default(defaultRetries),
  onFailure: z.unknown().optional(),
  cancelOn: z.array(cancel).default([]),
  timeouts: z.object({ start: z.string().optional(), finish: z.string().optional() }).default({}),
});

/** What the executor does itself, and what the SDK does inside a call. */
const honoured = new Set([
  ...['id', 'name', 'description', 'triggers', 'retries', 'onFailure'],
  ...['cancelOn', 'timeouts', ...Object.keys(flowSettings.shape)],
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
    ...readFlowControl(id, asked),
    id,
    ...readTriggers(id, asked.triggers),
    cancelOn: asked.cancelOn.map((one) => readCancel(id, one)),
    timeouts: {
      startMs: readTimeout(id, asked.timeouts.start),
      finishMs: readTimeout(id, asked.timeouts.finish),
    },
    failureHandler,
    maxAttempts: asked.retries + 1,
  };
  return failureHandler === undefined ? [main] : [main, failureHandlerOf(failureHandler)];
}

function failureHandlerOf(id: string): JobFunction {
  const maxAttempts = failureHandlerRetries + 1;
  const none = { triggers: [], timers: [], cancelOn: [], timeouts: {} };
  return { ...freeFlow, ...none, id, failureHandler: undefined, maxAttempts };
}

function readTriggers(
  id: string,
  asked: z.output<typeof trigger>[],
): Pick<JobFunction, 'triggers' | 'timers'> {
  if (asked.length > mostTriggers) throw invalid(id, 'more than ten triggers');
  const triggers: EventMatch[] = [];
  const timers: Timer[] = [];
  for (const { event, if: condition, cron, ...others } of asked) {
    const [other] = Object.keys(others);
    if (other !== undefined) throw refusal(id, `the trigger ${other}`);
    if (cron !== undefined) timers.push(readTimer(id, cron));
    if (event !== undefined) {
      triggers.push({ event: nameOf(id, event), condition: readExpression(id, condition) });
    }
  }
  if (new Set(timers.map(({ cron }) => cron)).size < timers.length) {
    throw invalid(id, 'the same cron twice');
  }
  return { triggers, timers };
}

function readTimer(id: string, cron: string): Timer {
  const schedule = readSchedule(cron);
  if (schedule === undefined) throw invalid(id, `the cron "${cron}"`);
  return { cron, schedule };
}

function readCancel(id: string, asked: z.output<typeof cancel>): Cancellation {
  const { event, if: condition, match, timeout, ...others } = asked;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refusal(id, `cancelOn with ${other}`);
  const same = match === undefined ? undefined : `event.${match} == async.${match}`;
  return {
    event: nameOf(id, event),
    condition: readExpression(id, condition ?? same),
    withinMs: timeout === undefined ? undefined : readWithin(id, timeout),
  };
}

function readWithin(id: string, timeout: string): number {
  return readPeriod(id, 'cancelOn with the timeout', timeout, [1, Infinity]);
}

/** The engine's own events start nothing here: failures and invocations go straight to their runs. */
function nameOf(id: string, event: z.output<typeof eventName>): string {
  const name = typeof event === 'string' ? event : event.name;
  if (name.startsWith('inngest/') || name.includes('*')) throw refusal(id, `the event ${name}`);
  return name;
}

function readTimeout(id: string, asked: string | undefined): number | undefined {
  if (asked === undefined) return undefined;
  const ms = waitMs(asked);
  if (ms === undefined) throw refusal(id, `the time "${asked}"`);
  return ms;
}
