import type { Expression } from '#inngest/embedded/expression.ts';
import type { Batch, Debounce } from '#inngest/embedded/flow-control.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { holds } from '#inngest/embedded/expression.ts';
import type { TakenEvent } from '#inngest/embedded/taken-event.ts';

/** A run that has not started and gathers events. */
export interface Gathered {
  /** The event its run is for: of a batch the first, of a debounce the last. */
  taken: TakenEvent;
  openedMs: number;
  /** When it starts unless more events come. */
  untilMs: number;
  /** How many events it holds. */
  size: number;
  /** It starts now and takes no more. */
  isFull: boolean;
}

/** How the events that start a function are gathered before they do. */
export interface GatherRule {
  key: Expression | undefined;
  /** Whether the run is given all its events, or its last one alone. */
  keepsAll: boolean;
  open(taken: TakenEvent): Gathered;
  /** With a further event; undefined when it comes too late. */
  join(run: Gathered, taken: TakenEvent): Gathered | undefined;
}

/** The rule for an event that is to start the function; undefined when it starts one at once. */
export function ruleFor(fn: JobFunction, taken: TakenEvent): GatherRule | undefined {
  if (fn.debounce !== undefined) return debounceRule(fn.debounce);
  // What is started by name, as by a timer or another run, is not put into a batch.
  if (fn.batch === undefined || taken.functionId !== null) return undefined;
  return holds(fn.batch.condition, { event: taken.event }) ? batchRule(fn.batch) : undefined;
}

export function debounceRule({ key, periodMs, timeoutMs }: Debounce): GatherRule {
  const whole = { size: 1, isFull: false };
  return {
    key,
    keepsAll: false,
    open(taken) {
      const openedMs = taken.recordedMs;
      return { taken, openedMs, untilMs: openedMs + Math.min(periodMs, timeoutMs), ...whole };
    },
    join(run, taken) {
      if (taken.recordedMs > run.untilMs) return undefined;
      // An event that is older by its own time changes nothing.
      if (taken.event.ts < run.taken.event.ts) return run;
      const untilMs = Math.min(taken.recordedMs + periodMs, run.openedMs + timeoutMs);
      return { ...run, taken, untilMs };
    },
  };
}

export function batchRule({ key, maxSize, timeoutMs }: Batch): GatherRule {
  return {
    key,
    keepsAll: true,
    open(taken) {
      const openedMs = taken.recordedMs;
      return { taken, openedMs, untilMs: openedMs + timeoutMs, size: 1, isFull: false };
    },
    join(run, taken) {
      if (run.isFull || taken.recordedMs > run.untilMs) return undefined;
      const size = run.size + 1;
      if (size < maxSize) return { ...run, size };
      return { ...run, size, isFull: true, untilMs: taken.recordedMs };
    },
  };
}
