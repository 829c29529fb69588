import { and, desc, eq, lt } from 'drizzle-orm';
import { deadLetters } from '#db/schema/webhooks.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import type { ListDeadLettersInput } from '#server/domain/webhooks/schema.ts';

/** What reached this business and could not be applied, newest first; the next cursor is null at the end. */
export async function listDeadLetters(
  ctx: BusinessContext,
  { cursor, limit }: ListDeadLettersInput,
) {
  requireRole(ctx, 'admin');
  const rows = await ctx.db((tx) =>
    tx
      .select({
        id: deadLetters.id,
        channelKind: deadLetters.channelKind,
        externalChannelId: deadLetters.externalChannelId,
        reason: deadLetters.reason,
        item: deadLetters.item,
        createdAt: deadLetters.createdAt,
      })
      .from(deadLetters)
      .where(
        and(
          eq(deadLetters.businessId, ctx.businessId),
          eq(deadLetters.state, 'waiting'),
          cursor == null ? undefined : lt(deadLetters.id, cursor),
        ),
      )
      .orderBy(desc(deadLetters.id))
      .limit(limit + 1),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    deadLetters: page.map((row) => ({ ...row, item: JSON.stringify(row.item, null, 2) })),
    nextCursor: rows.length > limit && last !== undefined ? last.id : null,
  };
}
