import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import type { messages } from '#db/schema/messages.ts';
import { begunConversations, channelPaces, recipientPaces } from '#db/schema/sending.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import {
  afterSending,
  afterSlowing,
  afterWaiting,
  channelRate,
  recipientRate,
  waitInLine,
  waitToFit,
} from '#server/domain/sending/pace.ts';
import type { Pace, Rate } from '#server/domain/sending/pace.ts';

type Message = Pick<
  typeof messages.$inferSelect,
  'channelId' | 'conversationId' | 'author' | 'sendAfter'
>;

/**
 * Lets one message through the pace of its channel and of its person, or says when to come back:
 * null means now. Every process asks the same two rows, channel first, one after the other.
 */
export async function takeTurn(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: Message,
  sendsPerSecond: number,
): Promise<Date | null> {
  const { channel, recipient } = await lockPaces(ctx, tx, message);
  const rate = channelRate(sendsPerSecond);
  // Only now: the locks may have taken a while.
  const now = ctx.now().getTime();
  const { sendAfter } = message;
  if (sendAfter !== null && sendAfter.getTime() > now) return sendAfter;
  if (mayGo(message, { channel, recipient, rate, now })) {
    await writePaces(tx, message, {
      channel: afterSending(channel, rate, now),
      recipient: afterSending(recipient, recipientRate, now),
    });
    return null;
  }
  const ofChannel = waitInLine(channel, rate, now);
  const ofRecipient = waitInLine(recipient, recipientRate, now);
  const turnAt = now + Math.max(ofChannel, ofRecipient);
  // Whoever waits for a person alone does not hold up the channel.
  if (ofChannel >= ofRecipient) {
    await writeChannelPace(tx, message.channelId, afterWaiting(channel, turnAt));
  } else {
    await writeRecipientPace(tx, message.conversationId, afterWaiting(recipient, turnAt));
  }
  return new Date(Math.ceil(turnAt));
}

/**
 * Whoever comes at the turn given stands behind nobody. Who comes for the first time does: behind
 * the earlier messages to the same person, and a campaign behind everything that waits.
 */
function mayGo(
  { author, sendAfter }: Message,
  paces: { channel: Pace; recipient: Pace; rate: Rate; now: number },
): boolean {
  const { channel, recipient, rate, now } = paces;
  const ofRecipient = sendAfter === null ? waitInLine : waitToFit;
  const ofChannel = sendAfter === null && author === 'campaign' ? waitInLine : waitToFit;
  return ofChannel(channel, rate, now) === 0 && ofRecipient(recipient, recipientRate, now) === 0;
}

/** Both in one statement, which locks the channel's before the person's. */
async function lockPaces(ctx: BusinessContext, tx: BusinessTx, message: Message) {
  const { channelId, conversationId } = message;
  const [known] = await tx
    .select({ channel: channelPaces, recipient: recipientPaces })
    .from(channelPaces)
    .innerJoin(recipientPaces, eq(recipientPaces.businessId, channelPaces.businessId))
    .where(
      and(eq(channelPaces.channelId, channelId), eq(recipientPaces.conversationId, conversationId)),
    )
    .for('update');
  if (known !== undefined) return known;
  const channel = await lockChannelPace(ctx, tx, channelId);
  return { channel, recipient: await lockRecipientPace(ctx, tx, conversationId) };
}

async function writePaces(
  tx: BusinessTx,
  { channelId, conversationId }: Message,
  { channel, recipient }: { channel: Pace; recipient: Pace },
): Promise<void> {
  await tx.execute(sql`
    with of_channel as (
      update ${channelPaces} set paid_up_at = ${channel.paidUpAt}, last_turn_at = ${channel.lastTurnAt}
      where channel_id = ${channelId}
    )
    update ${recipientPaces}
    set paid_up_at = ${recipient.paidUpAt}, last_turn_at = ${recipient.lastTurnAt}
    where conversation_id = ${conversationId}`);
}

/** Sends nothing through the channel for so many seconds, and then evenly. */
export async function slowChannel(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: { id: string; sendsPerSecond: number },
  seconds: number,
): Promise<void> {
  const pace = await lockChannelPace(ctx, tx, channel.id);
  const until = ctx.now().getTime() + seconds * 1_000;
  const slower = afterSlowing(pace, channelRate(channel.sendsPerSecond), until);
  await writeChannelPace(tx, channel.id, slower);
}

/** Sends nothing to the person of this conversation for so many seconds; nobody else is slowed. */
export async function slowRecipient(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversationId: string,
  seconds: number,
): Promise<void> {
  const pace = await lockRecipientPace(ctx, tx, conversationId);
  const until = ctx.now().getTime() + seconds * 1_000;
  await writeRecipientPace(tx, conversationId, afterSlowing(pace, recipientRate, until));
}

/** The row of the channel, which every sender locks before the rows of its people. */
export async function lockChannelPace(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  channelId: string,
): Promise<Pace> {
  const read = () =>
    tx.select().from(channelPaces).where(eq(channelPaces.channelId, channelId)).for('update');
  const [known] = await read();
  if (known !== undefined) return known;
  await tx.insert(channelPaces).values({ businessId, channelId }).onConflictDoNothing();
  const [made] = await read();
  if (made === undefined) throw new Error('The pace of the channel was not written.');
  return made;
}

/** The row of one conversation's person, made when there is none yet, and locked. */
export async function lockRecipientPace(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  conversationId: string,
): Promise<typeof recipientPaces.$inferSelect> {
  const read = () =>
    tx
      .select()
      .from(recipientPaces)
      .where(eq(recipientPaces.conversationId, conversationId))
      .for('update');
  const [known] = await read();
  if (known !== undefined) return known;
  await tx.insert(recipientPaces).values({ businessId, conversationId }).onConflictDoNothing();
  const [made] = await read();
  if (made === undefined) throw new Error('The pace of the person was not written.');
  return made;
}

export async function writeChannelPace(
  tx: BusinessTx,
  channelId: string,
  pace: Pace,
): Promise<void> {
  const { paidUpAt, lastTurnAt } = pace;
  await tx
    .update(channelPaces)
    .set({ paidUpAt, lastTurnAt })
    .where(eq(channelPaces.channelId, channelId));
}

async function writeRecipientPace(
  tx: BusinessTx,
  conversationId: string,
  { paidUpAt, lastTurnAt }: Pace,
): Promise<void> {
  await tx
    .update(recipientPaces)
    .set({ paidUpAt, lastTurnAt })
    .where(eq(recipientPaces.conversationId, conversationId));
}

/** Notes that these people were written to outside their reply window: the provider counts them. */
export async function noteBegun(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  conversationIds: readonly string[],
): Promise<void> {
  if (conversationIds.length === 0) return;
  await tx.execute(sql`
    insert into ${begunConversations} (business_id, channel_id, conversation_id, begun_at)
    select ${ctx.businessId}, ${channelId}, id, ${ctx.now().toISOString()}::timestamptz
    from unnest(${sql.param(conversationIds)}::uuid[]) as begun(id)
    on conflict (business_id, conversation_id) do update set begun_at = excluded.begun_at`);
}
