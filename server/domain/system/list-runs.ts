import { listBusinessRuns } from '#db/business-runs.ts';
import type { BusinessRun } from '#db/business-runs.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import type { ListRunsInput } from '#server/domain/system/schema.ts';

/** This business's background work, newest first, and the next cursor; null at the end. Throws FORBIDDEN. */
export async function listRuns(ctx: BusinessContext, { view, cursor, limit }: ListRunsInput) {
  requireRole(ctx, 'admin');
  const found = await listBusinessRuns(ctx.businessId, {
    before: cursor ?? null,
    limit: limit + 1,
    isUnsettled: view === 'unsettled',
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    runs: page.map((run) => toRun(ctx, run)),
    nextCursor: found.length > limit && last !== undefined ? last.id : null,
  };
}

function toRun(ctx: BusinessContext, run: BusinessRun) {
  const { id, functionId, state, createdAt, finishedAt, failedTries, isHeld, dueAt, error } = run;
  const isLate = !isHeld && dueAt !== null && dueAt.getTime() > ctx.now().getTime();
  return {
    id,
    /** Without the app's name in front. */
    job: functionId.replace(/^frontdesk-/, ''),
    state,
    createdAt,
    finishedAt,
    failedTries,
    /** When it goes on, unless that is now. */
    nextTryAt: isLate ? dueAt : null,
    canRetry: state === 'failed' || (isLate && failedTries > 0),
    canCancel: state === 'queued' || state === 'running',
    error: messageOf(error),
    steps: run.steps,
  };
}

/** Errors are kept as the function library writes them: a name, a message, a stack. */
function messageOf(error: unknown): string | null {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return null;
  return 'message' in error && typeof error.message === 'string' ? error.message : null;
}
