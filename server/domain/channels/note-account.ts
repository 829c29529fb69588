import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import type { InboundAccountEvent } from '#server/channels/events.ts';
import { recordActivityOnce } from '#server/domain/activities/record-activity-once.ts';
import { warnOfChannel } from '#server/domain/channels/pause-channel.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/**
 * What the provider says about the account of a channel: its admins are warned of what is bad, a
 * limit is kept to, and everything is on the business's timeline once. Of an account with several
 * numbers only the one that is meant hears it.
 */
export async function noteAccount(
  ctx: BusinessContext,
  channelId: string,
  event: InboundAccountEvent,
): Promise<void> {
  const { change, displayAddress, occurredAt, sentence } = event;
  await ctx.db(async (tx) => {
    const [channel] = await tx
      .select()
      .from(channels)
      .where(eq(channels.id, channelId))
      .for('no key update');
    if (channel === undefined) return;
    if (displayAddress !== undefined && !isSameNumber(displayAddress, channel.displayAddress))
      return;
    const data = { channelId, what: change.what, sentence, at: occurredAt.toISOString() };
    if (!(await recordActivityOnce(ctx, tx, { kind: 'channel.noted', data }))) return;
    if (change.what === 'limit') {
      await keepLimit(tx, channelId, change.newPeoplePerDay, occurredAt);
    }
    const isBad = change.what === 'quality' && change.quality === 'low';
    if (isBad || change.what === 'restricted') await warnOfChannel(ctx, tx, channelId, sentence);
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
  });
}

function isSameNumber(one: string, other: string): boolean {
  return one.replaceAll(/\D/g, '') === other.replaceAll(/\D/g, '');
}

async function keepLimit(
  tx: BusinessTx,
  channelId: string,
  newPeoplePerDay: number | null,
  saidAt: Date,
): Promise<void> {
  // Of two in one second the stricter counts.
  const isLater = sql`(${channels.newPeoplePerDayAt} is null
    or (${channels.newPeoplePerDayAt}, -coalesce(${channels.newPeoplePerDay}, 2147483647))
      < (${saidAt.toISOString()}::timestamptz, ${-(newPeoplePerDay ?? 2_147_483_647)}::int))`;
  await tx
    .update(channels)
    .set({ newPeoplePerDay, newPeoplePerDayAt: saidAt })
    .where(and(eq(channels.id, channelId), isLater));
}
