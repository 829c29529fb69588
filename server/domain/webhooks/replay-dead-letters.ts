import { and, asc, eq, gt } from 'drizzle-orm';
import { deadLetters } from '#db/schema/webhooks.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { replayDeadLetter } from '#server/domain/webhooks/replay-dead-letter.ts';

const lettersPerCall = 500;

/**
 * Replays what waits in this business, oldest first, at most 500 at a time. Each stands on its own:
 * what still cannot be applied stays with its reason. Throws FORBIDDEN.
 */
export async function replayDeadLetters(
  ctx: BusinessContext,
): Promise<{ applied: number; kept: number; isMore: boolean }> {
  requireRole(ctx, 'admin');
  let applied = 0;
  let seen = 0;
  let after: string | undefined;
  while (seen < lettersPerCall) {
    const [next] = await nextWaiting(ctx, after);
    if (next === undefined) return { applied, kept: seen - applied, isMore: false };
    const { isApplied } = await replayDeadLetter(ctx, { deadLetterId: next.id });
    seen += 1;
    if (isApplied) applied += 1;
    after = next.id;
  }
  return { applied, kept: seen - applied, isMore: (await nextWaiting(ctx, after)).length > 0 };
}

function nextWaiting(ctx: BusinessContext, after: string | undefined) {
  return ctx.db((tx) =>
    tx
      .select({ id: deadLetters.id })
      .from(deadLetters)
      .where(
        and(
          eq(deadLetters.state, 'waiting'),
          after === undefined ? undefined : gt(deadLetters.id, after),
        ),
      )
      .orderBy(asc(deadLetters.id))
      .limit(1),
  );
}
