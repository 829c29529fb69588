import { NonRetriableError, RetryAfterError } from 'inngest';
import type { GetStepTools, Inngest, InngestFunction } from 'inngest';
import { jobEventSchemas } from '#inngest/events.ts';
import type { BusinessEventName, JobEventData, JobEventName } from '#inngest/events.ts';
import { createBusinessContext } from '#server/business-context.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { stripValues } from '#server/redact.ts';

/** A function before it is given the client that it runs with. */
export type JobDefinition = (client: Inngest.Any) => InngestFunction.Any;

export type JobStep = GetStepTools<Inngest.Any>;

interface Options<Name extends JobEventName> {
  id: string;
  event: Name;
  /** How often a step is tried again after it failed. */
  retries: NonNullable<InngestFunction.Options['retries']>;
  /** By how much it goes before work that has waited less. */
  aheadSeconds?: number;
}

interface Call<Name extends JobEventName> {
  event: { id: string | undefined; data: JobEventData<Name> };
  step: JobStep;
}

/**
 * A function that works for the business its event names, as the system. A wait in it for an event
 * needs `match: 'data.businessId'`: an Inngest server knows no businesses.
 */
export function businessFunction<Name extends BusinessEventName>(
  options: Options<Name>,
  handler: (call: Call<Name> & { ctx: BusinessContext }) => Promise<unknown>,
): JobDefinition {
  const actor = { kind: 'system', job: options.id } as const;
  return systemFunction(options, ({ event, step }) => {
    const { businessId } = event.data as { businessId: string };
    return handler({ ctx: createBusinessContext({ businessId, actor }), event, step });
  });
}

/** A function for an event that belongs to no business. */
export function systemFunction<Name extends JobEventName>(
  options: Options<Name>,
  handler: (call: Call<Name>) => Promise<unknown>,
): JobDefinition {
  const { id, event: name, retries, aheadSeconds } = options;
  const run = ({ event, step }: { event: { id?: string; data?: unknown }; step: JobStep }) =>
    inJobTerms(() => {
      const data = parseData(name, event.data);
      return handler({ event: { id: event.id, data }, step });
    });
  const priority = aheadSeconds === undefined ? {} : { priority: { run: String(aheadSeconds) } };
  return (client) =>
    client.createFunction({ id, retries, triggers: [{ event: name }], ...priority }, run);
}

/** A function that a timer starts; `cron` has five fields, in UTC. */
export function timerFunction(
  { id, cron, retries }: Pick<Options<JobEventName>, 'id' | 'retries'> & { cron: string },
  handler: (call: { step: JobStep }) => Promise<unknown>,
): JobDefinition {
  return (client) =>
    client.createFunction({ id, retries, triggers: [{ cron }] }, ({ step }: { step: JobStep }) =>
      inJobTerms(() => handler({ step })),
    );
}

function parseData<Name extends JobEventName>(name: Name, data: unknown): JobEventData<Name> {
  const parsed = jobEventSchemas[name].safeParse(data);
  if (!parsed.success) throw new NonRetriableError(`The event ${name} is malformed.`);
  return parsed.data as JobEventData<Name>;
}

/**
 * Runs work of ours and says its errors in the engine's terms: a refusal is final, and who names a
 * time to try again gets that time. Wrap the inside of a `step.run` in it.
 */
export async function inJobTerms<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toJobError(error);
  }
}

/** What is thrown to the engine is kept and shown, and may leave for a server of its own. */
function toJobError(error: unknown): unknown {
  stripValues(error);
  if (error instanceof ServiceError && !passing.has(error.code)) {
    return new NonRetriableError(error.message, { cause: error });
  }
  const seconds = secondsUntilRetry(error);
  if (error instanceof Error && seconds !== undefined) {
    return new RetryAfterError(error.message, seconds * 1_000, { cause: error });
  }
  return error;
}

const passing = new Set<ServiceError['code']>(['UNAVAILABLE', 'TOO_MANY_REQUESTS']);

function secondsUntilRetry(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('retryAfterSeconds' in error)) return undefined;
  const { retryAfterSeconds } = error;
  return typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined;
}
