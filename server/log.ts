import { AsyncLocalStorage } from 'node:async_hooks';
import { pino } from 'pino';
import type { Bindings, DestinationStream, Logger } from 'pino';
import { env } from '#server/env.ts';
import { describeError, messageWithoutValues, redact } from '#server/redact.ts';
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
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ sync: true }),
): Logger {
  const logger = pino(
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
      hooks: {
        // Given a bare error, pino takes its message, and with it a query's values, for the line's.
        logMethod(args, method) {
          const [first, message, ...rest]: unknown[] = args;
          if (first instanceof Error) {
            const text =
              typeof message === 'string' ? message : messageWithoutValues(first.message);
            method.call(this, { err: first }, text, ...rest);
          } else {
            method.apply(this, args);
          }
        },
      },
      serializers: { err: (error: unknown) => error, error: describeError },
    },
    destination,
  );
  const { child } = logger;
  // pino does not apply the formatter of bindings to a child's.
  logger.child = function (this: Logger, bindings, options) {
    return child.call(this, redact(bindings) as Bindings, options);
  } as typeof child;
  return logger;
}

function bindingsStorage(): AsyncLocalStorage<LogBindings> {
  return perProcess('log-bindings', () => new AsyncLocalStorage<LogBindings>());
}
