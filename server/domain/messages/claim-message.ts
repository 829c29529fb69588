import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { ChannelConnection, ChannelKind, OutboundMessage } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { buildContent } from '#server/domain/messages/build-content.ts';
import type { AttachmentRow } from '#server/domain/messages/build-content.ts';
import { lost } from '#server/domain/messages/changes-after.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { isReady, readFiles } from '#server/domain/messages/read-files.ts';
import { notYetOut } from '#server/domain/messages/transitions.ts';
import { writeStanding } from '#server/domain/messages/write-standing.ts';
import { beginsConversation, checkSend, isLateReply } from '#server/domain/sending/check-send.ts';
import type { SendFacts } from '#server/domain/sending/check-send.ts';
import { readSendFacts } from '#server/domain/sending/read-send-facts.ts';
import { lockChannelPace, noteBegun, takeTurn } from '#server/domain/sending/take-turn.ts';

/** Longer than an adapter waits for its provider: past it, nobody is sending any more. */
export const leaseSeconds = 45;

export type Claim =
  /** Its turn, by the pace of the channel and of the person, has not come. */
  | { kind: 'wait'; seconds: number }
  | {
      kind: 'send';
      /** As it was before. */
      message: MessageRow;
      connection: ChannelConnection;
      outbound: OutboundMessage;
      /** Which try this is, from 1, and until when it is ours. */
      attempt: number;
      leaseUntil: Date;
    }
  /** These files must be with the provider first; the message is not taken yet. */
  | {
      kind: 'upload';
      message: MessageRow;
      connection: ChannelConnection;
      files: AttachmentRow[];
    }
  | { kind: 'busy'; seconds: number }
  | { kind: 'over'; state: MessageRow['state'] };

/**
 * Takes a queued message to send it, until its lease ends; null when there is none. One that cannot
 * be sent from here is settled on the spot.
 */
export async function claimMessage(ctx: BusinessContext, messageId: string): Promise<Claim | null> {
  return ctx.db(async (tx) => {
    const row = await lockMessage(tx, messageId);
    if (row === null) return null;
    const { message, address, channel } = row;
    const now = ctx.now();
    // Carried out by its campaign, which alone knows whether it goes on.
    if (message.campaignId !== null) return { kind: 'over', state: message.state };
    if (message.state === 'sending') return settleLease(ctx, message, now);
    if (message.state !== 'queued') return { kind: 'over', state: message.state };
    // It is asked for again as soon as the one before it is out.
    if (row.isBehindAnother) return { kind: 'over', state: message.state };
    // The people begun with today are counted under this lock, and never above the limit.
    if (message.template !== null) await lockChannelPace(ctx, tx, channel.id);
    const facts = await readSendFacts(ctx, tx, message);
    const opened = askGate(facts) ?? openChannel(ctx, channel);
    if ('failureCode' in opened) {
      const failed = { state: 'failed', stateAt: now, canRetry: true, ...opened } as const;
      await writeStanding(ctx, tx, message, failed);
      return { kind: 'over', state: 'failed' };
    }
    const { connection } = opened;
    const files = await readFiles(tx, message);
    const adapter = ctx.channels.adapterFor(channel.kind);
    const missing = files.filter((file) => !isReady(adapter, file, now));
    if (missing.length > 0) return { kind: 'upload', message, connection, files: missing };
    const turnAt = await takeTurn(ctx, tx, message, channel.sendsPerSecond);
    if (turnAt !== null) {
      await tx.update(messages).set({ sendAfter: turnAt }).where(eq(messages.id, message.id));
      return { kind: 'wait', seconds: (turnAt.getTime() - ctx.now().getTime()) / 1000 };
    }
    const taken = await markSending(ctx, tx, message);
    if (beginsConversation(facts)) await noteBegun(ctx, tx, channel.id, [message.conversationId]);
    return {
      kind: 'send',
      message,
      connection,
      outbound: {
        ...outboundOf(ctx, channel, message, address, files),
        ...(isLateReply(facts) && { isLateReply: true }),
      },
      ...taken,
    };
  });
}

async function lockMessage(tx: BusinessTx, messageId: string) {
  // Without its thread: had it waited beside that, one that it was moved to meanwhile would not be seen.
  // With the message before it: whoever is just ending that one may not have seen this one to wake it.
  const rows = await tx
    .select()
    .from(messages)
    .where(
      sql`${messages.id} = any(array[${messageId}::uuid, (
        select this.follows_id from ${messages} this where this.id = ${messageId})])`,
    )
    .orderBy(messages.id)
    .for('no key update');
  const message = rows.find(({ id }) => id === messageId);
  if (message === undefined) return null;
  const isBehindAnother = rows.some((row) => row !== message && notYetOut.has(row.state));
  const [thread] = await tx
    .select({ address: conversations.address, channel: channels })
    .from(conversations)
    .innerJoin(channels, eq(channels.businessId, conversations.businessId))
    .where(and(eq(conversations.id, message.conversationId), eq(channels.id, message.channelId)));
  return thread === undefined ? null : { message, isBehindAnother, ...thread };
}

/** What was open when the message was queued may be closed by now; its pace is asked next. */
function askGate(facts: SendFacts) {
  const refusal = checkSend({ ...facts, recipientWaitMs: 0 });
  return refusal && { failureCode: refusal.reason, failureText: refusal.sentence };
}

export async function markSending(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: MessageRow,
): Promise<{ attempt: number; leaseUntil: Date }> {
  // Only now: the pace may have been waited for, and the lease is to outlast the call.
  const now = ctx.now();
  const attempt = message.attempts + 1;
  const leaseUntil = new Date(now.getTime() + leaseSeconds * 1000);
  await tx
    .update(messages)
    .set({ state: 'sending', stateAt: now, attempts: attempt, sendAfter: null, leaseUntil })
    .where(eq(messages.id, message.id));
  return { attempt, leaseUntil };
}

/** A channel whose credentials cannot be opened sends nothing. */
export function openChannel(ctx: BusinessContext, channel: typeof channels.$inferSelect) {
  try {
    return { connection: ctx.channels.connectionFor(channel) };
  } catch (error) {
    ctx.log.error({ error, channelId: channel.id }, 'the credentials of a channel do not open');
    const failureText = 'The credentials of this channel do not open. Connect it again.';
    return { failureCode: 'credentials_invalid', failureText };
  }
}

type Sendable = Pick<MessageRow, 'id' | 'text' | 'template' | 'quotedProviderMessageId'> &
  Partial<Pick<MessageRow, 'kind' | 'content'>>;

/** A message as its adapter takes it; its files are with the provider, or go as links. */
export function outboundOf(
  ctx: BusinessContext,
  { kind }: Pick<typeof channels.$inferSelect, 'kind'>,
  message: Sendable,
  address: string,
  files: readonly AttachmentRow[] = [],
): OutboundMessage {
  const { id, quotedProviderMessageId: quoted } = message;
  return {
    clientReference: id,
    to: recipientOf(ctx, kind, address),
    content: buildContent(message, reachable(ctx, kind, files)),
    ...(quoted !== null && { quotedProviderMessageId: quoted }),
  };
}

/** Where nothing can be handed over, the provider fetches a file: from now on, for half an hour at least. */
function reachable(ctx: BusinessContext, kind: ChannelKind, files: readonly AttachmentRow[]) {
  if (ctx.channels.adapterFor(kind).upload !== undefined) return files;
  return files.map((file) => ({
    ...file,
    link: ctx.files.addressOf({ attachmentId: file.id, variant: 'file' }),
  }));
}

/** An address, or the id that a provider gives in its place. */
export function recipientOf(
  ctx: BusinessContext,
  kind: ChannelKind,
  address: string,
): OutboundMessage['to'] {
  const isAddress = ctx.channels.adapterFor(kind).normalizeAddress(address) !== null;
  return isAddress ? { address } : { providerUserId: address };
}

/** Whoever was sending died before telling us the outcome, or is still at it. */
async function settleLease(ctx: BusinessContext, message: MessageRow, now: Date): Promise<Claim> {
  const left = (message.leaseUntil?.getTime() ?? 0) - now.getTime();
  if (left > 0) return { kind: 'busy', seconds: Math.ceil(left / 1000) };
  await ctx.db((tx) => writeStanding(ctx, tx, message, lost(message, now)));
  return { kind: 'over', state: 'unknown' };
}
