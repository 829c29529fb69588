import type { CallOutcome, StepResult } from '#inngest/embedded/call-outcome.ts';
import { CallInHand } from '#inngest/embedded/call-in-hand.ts';
import type { CallFunction } from '#inngest/embedded/call-function.ts';
import { tooLarge } from '#inngest/embedded/check-size.ts';
import { retryDelayMs } from '#inngest/embedded/duration.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { untilWritten } from '#db/until-written.ts';
import * as settle from '#inngest/embedded/settle.ts';
import type { Settled } from '#inngest/embedded/settle.ts';
import type { ClaimedItem } from '#inngest/embedded/store.ts';
import { log, withLogBindings } from '#server/log.ts';

/** After this many processes ended with an item in hand, it fails instead of taking another. */
const mostDeaths = 10;

export interface Driving {
  functions: ReadonlyMap<string, JobFunction>;
  call: CallFunction;
  leaseMs: number;
  /** Milliseconds to wait after the given failed attempt, counted from 0. */
  retryDelayMs?: ((attempt: number) => number) | undefined;
  isStopping: () => boolean;
  /** Told of each step that was kept. */
  noteProgress: () => void;
  /** Has the queue looked at after that time: something new may be due before the next look. */
  wake: (inMs: number) => void;
}

/**
 * Carries a held item on, step by step, for as long as its run can go on without waiting. Every
 * result is written before the next call, and only while the lease is ours.
 */
export async function driveItem(claimed: ClaimedItem, driving: Driving): Promise<void> {
  let item = claimed;
  for (;;) {
    const inHand = new CallInHand(item, driving);
    const answer = await outcomeOf(inHand, driving);
    const answeredAt = performance.now();
    const outcome = await inHand.end(answer);
    item = inHand.item;
    if (outcome === 'released') return;
    const settled = await settleOutcome(item, outcome, answeredAt, driving);
    if (settled.next === 'lost') log().warn(bindings(item), 'a job item was taken over by another');
    if (settled.next !== 'on') {
      const isCompleted = outcome !== 'lost' && outcome.kind === 'completed';
      if (!isCompleted || mayFreeOthers(item, driving)) {
        driving.wake(untilNextMs(outcome, answeredAt));
      }
      return;
    }
    driving.noteProgress();
    item = nextCall(item, settled);
    if (driving.isStopping()) {
      await untilWritten(() => settle.releaseItem(item), driving.leaseMs);
      return;
    }
  }
}

/** Timers alone make nothing due before they end; all else may at once. */
function untilNextMs(outcome: CallOutcome | 'lost', answeredAt: number): number {
  if (outcome === 'lost' || outcome.kind !== 'planned') return 0;
  const { steps } = outcome;
  if (!steps.every(({ kind }) => kind === 'timer')) return 0;
  return Math.min(...steps.map((step) => settle.untilDueMs(step, answeredAt)));
}

/** A run that waits for this one, or others of a function that is at its limit. */
function mayFreeOthers({ invokedBy, functionId }: ClaimedItem, { functions }: Driving): boolean {
  return invokedBy !== null || functions.get(functionId)?.limits.length !== 0;
}

async function outcomeOf({ item, keep }: CallInHand, driving: Driving): Promise<CallOutcome> {
  if (item.kind !== 'discovery' && item.kind !== 'step') return waitOver(item);
  if (item.deaths >= mostDeaths) return deadly(item);
  const { functionId, runId, event, events, steps, attempt, isParallel } = item;
  const maxAttempts = maxAttemptsOf(item, driving);
  const stepHash = item.stepHash ?? undefined;
  // Steps side by side end by themselves, whichever is the last.
  const isAlone = item.kind === 'discovery' && !isParallel;
  const checkpoint = isAlone ? { ticket: item.leaseToken, keep } : undefined;
  const { businessId } = item;
  const call = {
    ...{ functionId, runId, event, events, steps },
    ...{ stepHash, attempt, maxAttempts, isParallel, checkpoint },
  };
  const outcome = await withLogBindings(businessId === null ? {} : { businessId }, () =>
    driving.call(call),
  );
  return outcome.kind === 'planned' ? checkInvoked(outcome, driving) : outcome;
}

/** An event that came, a run that ended, or null when the time ran out. */
function waitOver(item: ClaimedItem): CallOutcome {
  const timedOut = {
    name: 'InvokeTimeout',
    message: `"${stepOf(item).name}" did not end in the time it was given.`,
  };
  const instead = item.kind === 'invoke' ? { error: timedOut } : null;
  return { kind: 'step', step: { ...stepOf(item), result: item.result ?? instead } };
}

/** Work that ends its process again and again would take all other work with it. */
function deadly(item: ClaimedItem): CallOutcome {
  const message = `The process ended ${item.deaths.toString()} times while it carried this out.`;
  const error = { name: 'ProcessEnded', message };
  if (item.kind === 'discovery') return { kind: 'failed', error };
  return { kind: 'step', step: { ...stepOf(item), result: { error } } };
}

function checkInvoked(
  outcome: CallOutcome & { kind: 'planned' },
  { functions }: Driving,
): CallOutcome {
  const unknown = outcome.steps.find(
    ({ invoked }) => invoked !== undefined && !functions.has(invoked.functionId),
  );
  if (unknown?.invoked === undefined) return outcome;
  const message = `There is no function ${unknown.invoked.functionId} here to invoke.`;
  return { kind: 'failed', error: { name: 'UnknownFunction', message } };
}

/** Writes what became of a call, for as long as the lease should it have to wait. */
function settleOutcome(
  item: ClaimedItem,
  outcome: CallOutcome | 'lost',
  answeredAt: number,
  driving: Driving,
): Promise<Settled> {
  if (outcome === 'lost') return Promise.resolve({ next: 'lost' });
  return untilWritten(() => writeOutcome(item, outcome, answeredAt, driving), driving.leaseMs);
}

function writeOutcome(
  item: ClaimedItem,
  outcome: CallOutcome,
  answeredAt: number,
  driving: Driving,
): Promise<Settled> {
  const isLastAttempt = item.attempt + 1 >= maxAttemptsOf(item, driving);
  switch (outcome.kind) {
    case 'completed':
      return settle.completeRun(item, outcome.output);
    case 'step':
      return keepStep(item, outcome.step, driving);
    case 'planned':
      return settle.queuePlan(item, outcome.steps, answeredAt);
    case 'failed':
      return fail(item, outcome.error, driving);
    case 'step-retry':
      // A step that has used up its attempts gives its error to the function, which may catch it.
      return isLastAttempt
        ? keepStep(item, outcome.step, driving)
        : tryAgain(item, outcome, driving);
    case 'retry':
      return isLastAttempt ? fail(item, outcome.error, driving) : tryAgain(item, outcome, driving);
  }
}

function keepStep(item: ClaimedItem, step: StepResult, driving: Driving): Promise<Settled> {
  const error = tooLarge(item.steps, [step]);
  if (error !== undefined) return fail(item, error, driving);
  return settle.keepStep(item, step, driving.leaseMs);
}

function tryAgain(
  item: ClaimedItem,
  outcome: { error: unknown; retryAfterMs: number | undefined },
  driving: Driving,
): Promise<Settled> {
  const { error } = outcome;
  const delayMs = outcome.retryAfterMs ?? (driving.retryDelayMs ?? retryDelayMs)(item.attempt);
  log().warn(
    { ...bindings(item), delayMs: Math.round(delayMs), failure: error },
    'a job will be tried again',
  );
  return settle.retryLater(item, error, delayMs);
}

function fail(item: ClaimedItem, error: unknown, driving: Driving): Promise<Settled> {
  log().error({ ...bindings(item), failure: error }, 'a job failed for good');
  return settle.failRun(item, error, driving.functions.get(item.functionId)?.failureHandler);
}

function nextCall(item: ClaimedItem, settled: Settled & { next: 'on' }): ClaimedItem {
  const { steps } = settled;
  return {
    ...item,
    steps,
    kind: 'discovery',
    stepHash: null,
    stepName: null,
    attempt: 0,
    deaths: 0,
    result: null,
    isParallel: false,
  };
}

function stepOf(item: ClaimedItem): Omit<StepResult, 'result'> {
  const hash = item.stepHash ?? '';
  return { hash, name: item.stepName ?? hash };
}

function maxAttemptsOf(item: ClaimedItem, driving: Driving): number {
  return driving.functions.get(item.functionId)?.maxAttempts ?? 1;
}

function bindings({ functionId, runId, attempt, businessId }: ClaimedItem) {
  return { functionId, runId, attempt, businessId };
}
