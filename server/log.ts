import { AsyncLocalStorage } from 'node:async_hooks';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { env } from '#server/env.ts';
import { describeError, redact } from '#server/redact.ts';
import { perProcess } from '#server/per-process.ts';

export type { Logger } from 'pino';

export interface LogBindings {
  requestId?: string;
  businessId?: string;
}

/** The process's structured log on standard output; secrets and message texts are redacted. */
export function log(): Logger {
  return perProcess('log', () => createLog(env().LOG_LEVEL));
}

/** Runs the work so that every log line inside carries the given ids. */
export function withLogBindings<T>(bindings: LogBindings, work: () => T): T {
  const storage = bindingsStorage();
  return storage.run({ ...storage.getStore(), ...bindings }, work);
}

/** A logger that writes to the destination given; `log()` is the one to use. */
export function createLog(level: string, destination = pino.destination({ sync: true })): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => bindingsStorage().getStore() ?? {},
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
        bindings: (fields) => redact(fields) as Record<string, unknown>,
      },
      serializers: { err: (error: unknown) => error, error: describeError },
    },
    destination,
  );
}

function bindingsStorage(): AsyncLocalStorage<LogBindings> {
  return perProcess('log-bindings', () => new AsyncLocalStorage<LogBindings>());
}
