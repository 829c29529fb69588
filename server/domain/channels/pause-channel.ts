import { and, eq, isNull } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Lets nothing more through the channel until an admin resumes it, and tells them why. */
export async function pauseChannel(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  reason: string,
): Promise<void> {
  const paused = await tx
    .update(channels)
    .set({ status: 'paused', statusReason: reason })
    .where(and(eq(channels.id, channelId), eq(channels.status, 'connected')))
    .returning({ id: channels.id });
  if (paused.length === 0) return;
  ctx.log.warn({ channelId, reason }, 'a channel is paused');
  await tell(ctx, tx, { kind: 'channel.paused', data: { channelId, reason } });
}

/** Puts a warning on a channel that works on; the first one stands until an admin takes it away. */
export async function warnOfChannel(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  reason: string,
): Promise<void> {
  const isNews = and(eq(channels.status, 'connected'), isNull(channels.statusReason));
  const warned = await tx
    .update(channels)
    .set({ statusReason: reason })
    .where(and(eq(channels.id, channelId), isNews))
    .returning({ id: channels.id });
  if (warned.length === 0) return;
  await tell(ctx, tx, { kind: 'channel.warned', data: { channelId, reason } });
}

async function tell(
  ctx: BusinessContext,
  tx: BusinessTx,
  activity: { kind: string; data: Record<string, unknown> },
): Promise<void> {
  await recordActivity(ctx, tx, activity);
  await ctx.publish(tx, { name: 'business.updated', ids: {} });
}
