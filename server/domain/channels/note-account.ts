import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import { channels } from '#db/schema/channels.ts';
import type { InboundAccountEvent } from '#server/channels/events.ts';
import { recordActivityOnce } from '#server/domain/activities/record-activity-once.ts';
import { findStandingTrouble } from '#server/domain/channels/find-standing-trouble.ts';
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
    const isBad =
      change.what === 'restricted' || (change.what === 'quality' && change.quality === 'low');
    const at = occurredAt.toISOString();
    const data = { channelId, what: change.what, isBad, sentence, at };
    if (!(await recordActivityOnce(ctx, tx, { kind: 'channel.noted', data }))) return;
    if (change.what === 'limit') {
      await keepLimit(tx, channelId, change.newPeoplePerDay, occurredAt);
    }
    if (isBad && !(await isOver(tx, data))) await warnOfChannel(ctx, tx, channelId, sentence);
    if (endOf[change.what] !== undefined && !isBad) await endWarnings(tx, data);
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
  });
}

/** What ends what: the account is given back, or its number is rated better. */
const endOf: Partial<Record<string, 'restricted' | 'quality'>> = {
  restored: 'restricted',
  quality: 'quality',
};

interface Noted {
  channelId: string;
  what: string;
  at: string;
}

const isNoted = ({ channelId }: Noted) =>
  sql`${activities.kind} = 'channel.noted' and ${activities.data} ->> 'channelId' = ${channelId}`;

/** Whether the good news after the bad one was told before it. */
async function isOver(tx: BusinessTx, bad: Noted): Promise<boolean> {
  const end = bad.what === 'restricted' ? 'restored' : bad.what;
  const isLater = sql`${isNoted(bad)} and ${activities.data} ->> 'what' = ${end}
    and ${activities.data} ->> 'isBad' = 'false' and ${activities.data} ->> 'at' > ${bad.at}`;
  return (await tx.$count(activities, isLater)) > 0;
}

/** A warning of something else stays, as does one that is later; what was told meanwhile comes up. */
async function endWarnings(tx: BusinessTx, good: Noted): Promise<void> {
  const ended = sql`(select ${activities.data} ->> 'sentence' from ${activities}
    where ${isNoted(good)} and ${activities.data} ->> 'what' = ${endOf[good.what] ?? ''}
      and ${activities.data} ->> 'isBad' = 'true' and ${activities.data} ->> 'at' <= ${good.at})`;
  await tx
    .update(channels)
    .set({ statusReason: await findStandingTrouble(tx, good.channelId) })
    .where(
      and(
        eq(channels.id, good.channelId),
        eq(channels.status, 'connected'),
        sql`${channels.statusReason} in ${ended}`,
      ),
    );
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
