import { z } from 'zod';
import type { Expression } from '#inngest/embedded/expression.ts';
import type { Rate } from '#inngest/embedded/rate.ts';
import { readExpression, readPeriod } from '#inngest/embedded/read-option.ts';
import { invalid, refusal } from '#inngest/embedded/refusal.ts';

/** How a function's runs are held back: from starting, from starting now, from being at work. */
export interface FlowControl {
  /** How many runs may be at work at once, of all that share a key; two limits at most. */
  limits: Limit[];
  /** Starts over this rate wait. */
  throttle: KeyedRate | undefined;
  /** Starts over this rate never happen. */
  rateLimit: KeyedRate | undefined;
  /** A run starts for the last event, once none came for the period or the first is too old. */
  debounce: Debounce | undefined;
  /** A run starts for many events, once they are enough or the first waited long enough. */
  batch: Batch | undefined;
  /** While a run is not over another with its key is skipped, or takes its place. */
  singleton: { mode: 'skip' | 'cancel'; key: Expression | undefined } | undefined;
  /** How many seconds a run goes before its turn. */
  priority: Expression | undefined;
}

export interface Limit {
  limit: number;
  /** Functions share a limit by its key, unless it is their own (`fn`). */
  scope: 'fn' | 'env' | 'account';
  key: Expression | undefined;
}

export interface KeyedRate extends Rate {
  key: Expression | undefined;
}

export interface Debounce {
  periodMs: number;
  timeoutMs: number;
  key: Expression | undefined;
}

export interface Batch {
  maxSize: number;
  timeoutMs: number;
  key: Expression | undefined;
  /** An event that is not fit for a batch starts a run by itself. */
  condition: Expression | undefined;
}

const key = z.string().optional();
const limit = z.object({
  limit: z.number(),
  key,
  scope: z.enum(['fn', 'env', 'account']).default('fn'),
});
const limits = z
  .union([z.number().transform((one) => ({ limit: one })), limit, z.array(limit)])
  .transform((asked) => z.array(limit).parse([asked].flat()));

export const flowSettings = z.object({
  concurrency: limits.default([]),
  throttle: z
    .object({ limit: z.number(), period: z.string(), burst: z.number().default(0), key })
    .optional(),
  rateLimit: z.object({ limit: z.number(), period: z.string(), key }).optional(),
  idempotency: z.string().optional(),
  debounce: z.object({ period: z.string(), timeout: z.string().optional(), key }).optional(),
  batchEvents: z
    .object({ maxSize: z.number(), timeout: z.string(), key, if: z.string().optional() })
    .optional(),
  singleton: z.object({ mode: z.enum(['skip', 'cancel']), key }).optional(),
  priority: z.object({ run: z.string().optional() }).optional(),
});
type Asked = z.output<typeof flowSettings> & { cancelOn: readonly unknown[] };

const secondMs = 1_000;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** A server forgets a batch that is older. */
const longestBatchMs = 600_000;
const largestBatch = 100;
const mostLimits = 2;

/** A function that is held back by nothing. */
export const freeFlow: FlowControl = {
  limits: [],
  throttle: undefined,
  rateLimit: undefined,
  debounce: undefined,
  batch: undefined,
  singleton: undefined,
  priority: undefined,
};

/** Reads how a function's runs are to be held back; throws ConfigurationError, in one sentence. */
export function readFlowControl(id: string, asked: Asked): FlowControl {
  refuseCombinations(id, asked);
  const { singleton, priority } = asked;
  return {
    limits: readLimits(id, asked.concurrency),
    throttle: readThrottle(id, asked.throttle),
    rateLimit: readRateLimit(id, asked),
    debounce: readDebounce(id, asked.debounce),
    batch: readBatch(id, asked.batchEvents),
    singleton: singleton && { mode: singleton.mode, key: readKey(id, singleton.key) },
    priority: readExpression(id, priority?.run, 'priority'),
  };
}

/** A server refuses these, or does one and quietly leaves the other. */
function refuseCombinations(id: string, asked: Asked): void {
  if (asked.batchEvents === undefined) return;
  for (const other of ['debounce', 'singleton', 'priority', 'rateLimit', 'idempotency'] as const) {
    if (asked[other] !== undefined) throw invalid(id, `batchEvents together with ${other}`);
  }
  if (asked.cancelOn.length > 0) throw invalid(id, 'batchEvents together with cancelOn');
}

function readLimits(id: string, asked: Asked['concurrency']): Limit[] {
  if (asked.length > mostLimits) throw invalid(id, 'concurrency with more than two limits');
  // A limit of 0 is none, as on a server.
  return asked
    .filter((one) => one.limit > 0)
    .map(({ limit: most, scope, key: source }) => {
      if (scope !== 'fn' && source === undefined) {
        throw invalid(id, `concurrency over the scope ${scope} without a key`);
      }
      return { limit: most, scope, key: readKey(id, source) };
    });
}

function readThrottle(id: string, asked: Asked['throttle']): KeyedRate | undefined {
  if (asked === undefined) return undefined;
  const ms = readPeriod(id, 'throttle with the period', asked.period, [secondMs, weekMs]);
  const { burst } = asked;
  // A server counts in whole seconds, and takes a limit of 0 for 1.
  const periodMs = Math.floor(ms / secondMs) * secondMs;
  return { limit: Math.max(1, asked.limit), periodMs, burst, key: readKey(id, asked.key) };
}

function readRateLimit(
  id: string,
  { rateLimit, idempotency }: Pick<Asked, 'rateLimit' | 'idempotency'>,
): KeyedRate | undefined {
  if (idempotency !== undefined) {
    return { limit: 1, periodMs: dayMs, burst: 0, key: readKey(id, idempotency) };
  }
  if (rateLimit === undefined) return undefined;
  const { limit: most, period } = rateLimit;
  if (most < 1) throw invalid(id, `rateLimit with the limit ${most.toString()}`);
  const periodMs = readPeriod(id, 'rateLimit with the period', period, [1, dayMs]);
  // A server lets a tenth of the limit come at once.
  const burst = Math.floor(most / 10);
  return { limit: most, periodMs, burst, key: readKey(id, rateLimit.key) };
}

function readDebounce(id: string, asked: Asked['debounce']): Debounce | undefined {
  if (asked === undefined) return undefined;
  const { period, timeout } = asked;
  const periodMs = readPeriod(id, 'debounce with the period', period, [secondMs, weekMs]);
  const timeoutMs =
    timeout === undefined
      ? Infinity
      : readPeriod(id, 'debounce with the timeout', timeout, [secondMs, Infinity]);
  return { periodMs, timeoutMs, key: readKey(id, asked.key) };
}

function readBatch(id: string, asked: Asked['batchEvents']): Batch | undefined {
  if (asked === undefined) return undefined;
  const { maxSize, timeout, if: condition } = asked;
  if (maxSize < 2) throw invalid(id, `batchEvents with the size ${maxSize.toString()}`);
  if (maxSize > largestBatch) throw refusal(id, `batchEvents with the size ${maxSize.toString()}`);
  const bounds = [secondMs, longestBatchMs] as const;
  const timeoutMs = readPeriod(id, 'batchEvents with the timeout', timeout, bounds);
  return {
    maxSize,
    timeoutMs,
    key: readKey(id, asked.key),
    condition: readExpression(id, condition),
  };
}

function readKey(id: string, source: string | undefined): Expression | undefined {
  // Some send an empty text for none.
  return readExpression(id, source === '' ? undefined : source, 'key');
}
