import type { InngestFunction } from 'inngest';
import { z } from 'zod';
import { ConfigurationError } from '#server/configuration-error.ts';

/** A function as the executor knows it. */
export interface JobFunction {
  /** With the app's name in front, as calls name it. */
  id: string;
  /** Names of the events that start it; none for a failure handler. */
  events: string[];
  /** The function to start when a run of this one fails. */
  failureHandler: string | undefined;
  /** First try and retries together, of each step. */
  maxAttempts: number;
}

/** Retries of a function that does not say, and those of every failure handler, as in the SDK. */
const defaultRetries = 3;
const failureHandlerRetries = 1;

const trigger = z.looseObject({
  event: z.union([z.string(), z.object({ name: z.string() })]).optional(),
  if: z.string().optional(),
});
const settings = z.looseObject({
  triggers: z.array(trigger).default([]),
  retries: z.number().default(defaultRetries),
  onFailure: z.unknown().optional(),
});

/** What the executor does itself, and what the SDK does inside a call. */
const honoured = new Set([
  ...['id', 'name', 'description', 'triggers', 'retries', 'onFailure'],
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
  const events = asked.triggers.map((one) => eventOf(id, one));
  const failureHandler = asked.onFailure === undefined ? undefined : `${id}-failure`;
  const main = { id, events, failureHandler, maxAttempts: asked.retries + 1 };
  if (failureHandler === undefined) return [main];
  const maxAttempts = failureHandlerRetries + 1;
  return [main, { id: failureHandler, events: [], failureHandler: undefined, maxAttempts }];
}

function eventOf(
  id: string,
  { event, if: condition, ...others }: z.output<typeof trigger>,
): string {
  if (condition !== undefined) throw refusal(id, 'a condition on its event');
  if (event === undefined) throw refusal(id, Object.keys(others).join(', '));
  return typeof event === 'string' ? event : event.name;
}

function refusal(id: string, asked: string): ConfigurationError {
  return new ConfigurationError(
    `The job function ${id} asks for ${asked}, which the embedded executor cannot do; ` +
      'remove it, or set INNGEST_BASE_URL to a job server that can.',
  );
}
