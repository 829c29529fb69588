import { eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { lockChannel, tellOfChannel } from '#server/domain/channels/internal.ts';
import type { RenameChannelInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** Gives a channel the name that members know it by. Throws FORBIDDEN and NOT_FOUND. */
export async function renameChannel(
  ctx: BusinessContext,
  { channelId, name }: RenameChannelInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const former = await lockChannel(tx, channelId);
    if (former.name === name) return;
    await tx.update(channels).set({ name }).where(eq(channels.id, channelId));
    await tellOfChannel(ctx, tx, 'channel.renamed', { channelId, from: former.name, to: name });
  });
}
