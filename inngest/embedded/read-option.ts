import { durationMs } from '#inngest/embedded/duration.ts';
import { compileExpression } from '#inngest/embedded/expression.ts';
import type { Expression } from '#inngest/embedded/expression.ts';
import { invalid, refusal } from '#inngest/embedded/refusal.ts';

/** Reads a condition or a key of a function's options; throws ConfigurationError. */
export function readExpression(
  functionId: string,
  source: string | undefined,
  what = 'condition',
): Expression | undefined {
  if (source === undefined) return undefined;
  try {
    return compileExpression(source);
  } catch {
    throw refusal(functionId, `the ${what} "${source}"`);
  }
}

/** Reads a duration within its bounds, in milliseconds; throws ConfigurationError. */
export function readPeriod(
  functionId: string,
  what: string,
  asked: string,
  [least, most]: readonly [number, number],
): number {
  const ms = durationMs(asked);
  if (ms === undefined || ms < least || ms > most) throw invalid(functionId, `${what} "${asked}"`);
  return ms;
}
