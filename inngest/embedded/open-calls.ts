import type { CallOutcome, StepResult } from '#inngest/embedded/call-outcome.ts';
import { perProcess } from '#server/per-process.ts';

/**
 * Keeps what a call has done so far; false when the call must end where it is. With `instead` it
 * must, and that is its outcome.
 */
export type Checkpoint = (steps: StepResult[], instead?: CallOutcome) => Promise<boolean>;

const openCalls = () => perProcess('jobs.open-calls', () => new Map<string, Checkpoint>());

/** Lets a call in this process tell what it has done, under its ticket, until the work is over. */
export async function whileOpen<T>(
  ticket: string,
  checkpoint: Checkpoint,
  work: () => Promise<T>,
): Promise<T> {
  openCalls().set(ticket, checkpoint);
  try {
    return await work();
  } finally {
    openCalls().delete(ticket);
  }
}

/** The checkpoint of a call; undefined when it is over, or was never ours. */
export function checkpointOf(ticket: string): Checkpoint | undefined {
  return openCalls().get(ticket);
}
