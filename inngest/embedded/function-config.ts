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

const failureEvent = 'inngest/function.failed';
/** Retries of a function that does not say. */
const defaultRetries = 3;

const trigger = z.object({
  event: z.string().optional(),
  expression: z.string().optional(),
  cron: z.string().optional(),
});

const settings = z.looseObject({
  id: z.string(),
  name: z.string(),
  triggers: z.array(trigger),
  steps: z.object({
    step: z.object({ retries: z.object({ attempts: z.number() }).optional() }),
  }),
});

const honoured = new Set(['id', 'name', 'triggers', 'steps']);

/**
 * Reads what the functions ask for. Throws ConfigurationError, in one sentence, when one of them
 * asks for something that the embedded executor cannot honour.
 */
export function readFunctions(functions: readonly InngestFunction.Any[]): JobFunction[] {
  const configs = functions.flatMap(configsOf);
  const handlers = new Map(
    configs.map(({ id, triggers }) => [failedFunction(triggers), id] as const),
  );
  const read = configs.map((config) => readFunction(config, handlers.get(config.id)));
  const ids = new Set<string>();
  for (const { id } of read) {
    if (ids.has(id)) throw new ConfigurationError(`Two job functions are called ${id}.`);
    ids.add(id);
  }
  return read;
}

function configsOf(one: InngestFunction.Any): z.output<typeof settings>[] {
  // The SDK keeps getConfig to itself; it is the same text that a job server would be sent.
  const getConfig = one['getConfig'] as (options: { baseUrl: URL; appPrefix: string }) => unknown;
  const client = one['client'] as { id: string };
  const baseUrl = new URL('http://embedded.invalid/api/inngest');
  return z.array(settings).parse(getConfig.call(one, { baseUrl, appPrefix: client.id }));
}

function readFunction(
  config: z.output<typeof settings>,
  failureHandler: string | undefined,
): JobFunction {
  const { id, triggers, steps } = config;
  const asked = Object.keys(config).filter(
    (name) => !honoured.has(name) && config[name] !== undefined,
  );
  if (asked.length > 0) throw refusal(id, asked.join(', '));
  const isFailureHandler = failedFunction(triggers) !== undefined;
  for (const { cron, expression } of triggers) {
    if (cron !== undefined) throw refusal(id, 'cron');
    if (expression !== undefined && !isFailureHandler) throw refusal(id, 'trigger.if');
  }
  return {
    id,
    failureHandler,
    events: isFailureHandler ? [] : triggers.flatMap(({ event }) => event ?? []),
    maxAttempts: (steps.step.retries?.attempts ?? defaultRetries) + 1,
  };
}

/** The function whose failures these triggers stand for, as the SDK writes them. */
function failedFunction(triggers: z.output<typeof trigger>[]): string | undefined {
  const [first] = triggers;
  if (triggers.length !== 1 || first?.event !== failureEvent) return undefined;
  return /^event\.data\.function_id == '([^']+)'$/.exec(first.expression ?? '')?.[1];
}

function refusal(id: string, asked: string): ConfigurationError {
  return new ConfigurationError(
    `The job function ${id} asks for ${asked}, which the embedded executor cannot do; ` +
      'remove it, or set INNGEST_BASE_URL to a job server that can.',
  );
}
