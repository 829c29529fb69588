import { and, between, desc, eq, gt, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { inRole, inRoleAtOnce } from '#db/client.ts';
import type { Rows } from '#db/client.ts';
import { attachments } from '#db/schema/attachments.ts';
import { businesses } from '#db/schema/businesses.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { channels } from '#db/schema/channels.ts';
import { invitations } from '#db/schema/members.ts';
import { messages } from '#db/schema/messages.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import { webhookDeliveries } from '#db/schema/webhooks.ts';

type ChannelKind = (typeof channels.$inferSelect)['kind'];

declare const system: unique symbol;
/** The global tables, and the few tenant tables that must be found before a business is known. */
export type SystemTx = Rows & { readonly [system]: true };

/** Runs the work in a transaction of the system role; of conversations it sees messages under way. */
export function forSystem<T>(work: (tx: SystemTx) => Promise<T>): Promise<T> {
  return inRole({ role: 'frontdesk_system' }, (rows) => work(rows as SystemTx));
}

/** Commits statements of the system role together, in one trip; none of them when one fails. */
export function commitForSystem(statements: SQL[]): Promise<void> {
  return inRoleAtOnce({ role: 'frontdesk_system' }, statements);
}

/**
 * Reaches the global tables inside a transaction of a business, for what must change in both or in
 * neither: a person who signs up, a member who loses their last business.
 */
export async function withSystem<T>(
  tx: BusinessTx,
  work: (system: SystemTx) => Promise<T>,
): Promise<T> {
  await tx.execute(sql`select set_config('role', 'frontdesk_system', true)`);
  try {
    const result = await work(tx as Rows as SystemTx);
    await tx.execute(becomeApp);
    return result;
  } catch (error) {
    // In a failed transaction this fails too, and then there is nothing left to protect.
    await tx.execute(becomeApp).catch(() => undefined);
    throw error;
  }
}

const becomeApp = sql`select set_config('role', 'frontdesk_app', true)`;

/**
 * The connected channels that own these accounts at a provider, or are held by them. The accounts may be a stranger's, so
 * they travel as one list: the server keeps one plan, not one for every length.
 */
export function findChannelsByExternalIds(kind: ChannelKind, externalIds: string[]) {
  const named = sql`any(${sql.param(externalIds)}::text[])`;
  const isNamed = sql`(${channels.externalId} = ${named} or ${channels.accountId} = ${named})`;
  return forSystem((tx) => selectConnected(tx, kind, isNamed));
}

/** Whether a connected channel of a kind, whosever it is, has the verify token with this hash. */
export async function hasVerifyTokenHash(kind: ChannelKind, hash: string): Promise<boolean> {
  const isTheirs = and(
    eq(channels.kind, kind),
    eq(channels.verifyTokenHash, hash),
    ne(channels.status, 'disconnected'),
  );
  const found = await forSystem((tx) =>
    tx.select({ id: channels.id }).from(channels).where(isTheirs).limit(1),
  );
  return found.length > 0;
}

/** Channels whose last checkup was before the given moment, or never was; the longest ago first. */
export function findUncheckedChannels(tx: SystemTx, before: Date, limit: number) {
  const isDue = or(isNull(channels.checkedAt), lt(channels.checkedAt, before));
  return tx
    .select({ businessId: channels.businessId, channelId: channels.id })
    .from(channels)
    .where(and(ne(channels.status, 'disconnected'), isDue))
    .orderBy(sql`${channels.checkedAt} nulls first`)
    .limit(limit);
}

/** Channels after the given one whose credentials do not begin with the prefix, in the order of ids. */
export function findChannelsSealedOtherwise(prefix: string, after: string | null, limit: number) {
  return forSystem((tx) =>
    tx
      .select({ businessId: channels.businessId, id: channels.id })
      .from(channels)
      .where(
        and(
          ne(channels.encryptedCredentials, ''),
          sql`not starts_with(${channels.encryptedCredentials}, ${prefix})`,
          after === null ? undefined : gt(channels.id, after),
        ),
      )
      .orderBy(channels.id)
      .limit(limit),
  );
}

/**
 * Every account that holds a connected channel, with its business, each once. Also those of kinds
 * without templates: whoever asks for a sync knows the adapters, and passes over them.
 */
export async function templateAccounts(): Promise<{ businessId: string; accountId: string }[]> {
  const rows = await forSystem((tx) =>
    tx
      .selectDistinct({ businessId: channels.businessId, accountId: channels.accountId })
      .from(channels)
      .where(ne(channels.status, 'disconnected')),
  );
  return rows.flatMap(({ businessId, accountId }) =>
    accountId === null ? [] : [{ businessId, accountId }],
  );
}

function selectConnected(tx: SystemTx, kind: ChannelKind, condition: SQL) {
  return tx
    .select({
      businessId: channels.businessId,
      id: channels.id,
      externalId: channels.externalId,
      accountId: channels.accountId,
      encryptedCredentials: channels.encryptedCredentials,
      isSandbox: channels.isSandbox,
    })
    .from(channels)
    .where(and(eq(channels.kind, kind), ne(channels.status, 'disconnected'), condition));
}

/** The channels of these kinds whose token ends before a moment, or nobody knows when. */
export function findExpiringChannels(kinds: ChannelKind[], before: Date) {
  return forSystem((tx) =>
    tx
      .select({ businessId: channels.businessId, channelId: channels.id })
      .from(channels)
      .where(
        and(
          inArray(channels.kind, kinds),
          ne(channels.status, 'disconnected'),
          or(isNull(channels.tokenExpiresAt), lt(channels.tokenExpiresAt, before)),
        ),
      ),
  );
}

/** The invitation with this token hash, whatever its state, and the name of its business. */
export async function findInvitationByTokenHash(tokenHash: string) {
  const [found] = await forSystem((tx) =>
    tx
      .select({ invitation: invitations, businessName: businesses.name })
      .from(invitations)
      .innerJoin(businesses, eq(businesses.id, invitations.businessId))
      .where(and(eq(invitations.tokenHash, tokenHash), isNull(businesses.deletedAt))),
  );
  return found ?? null;
}

/** Whether any business exists yet, and whether the demo one does. */
export async function countBusinesses(): Promise<{ all: number; demo: number }> {
  const [row] = await forSystem((tx) =>
    tx
      .select({
        all: sql<number>`count(*)::int`,
        demo: sql<number>`count(*) filter (where is_demo)::int`,
      })
      .from(businesses)
      .where(isNull(businesses.deletedAt)),
  );
  return row ?? { all: 0, demo: 0 };
}

/**
 * Messages queued before the one moment, or whose sender's lease ended before the other. A queued
 * one of a campaign is left to its campaign.
 */
export function findOverdueMessages(
  tx: SystemTx,
  { queuedBefore, lapsedBefore }: { queuedBefore: Date; lapsedBefore: Date },
  limit: number,
) {
  const isQueued = and(
    eq(messages.state, 'queued'),
    isNull(messages.campaignId),
    lt(messages.stateAt, queuedBefore),
  );
  const isOverdue = or(isQueued, lt(messages.leaseUntil, lapsedBefore));
  return tx
    .select({
      businessId: messages.businessId,
      messageId: messages.id,
      campaignId: messages.campaignId,
    })
    .from(messages)
    .where(and(inArray(messages.state, ['queued', 'sending']), isOverdue))
    .orderBy(messages.stateAt)
    .limit(limit);
}

/** Campaigns that have been running since before the given moment. */
export function findRunningCampaigns(tx: SystemTx, before: Date, limit: number) {
  return tx
    .select({
      businessId: campaigns.businessId,
      campaignId: campaigns.id,
    })
    .from(campaigns)
    .where(and(eq(campaigns.state, 'running'), lt(campaigns.stateAt, before)))
    .orderBy(campaigns.stateAt)
    .limit(limit);
}

/** Messages that still wait though their time was between the two moments, the latest first. */
export function findDueMessages(tx: SystemTx, after: Date, before: Date, limit: number) {
  return tx
    .select({
      businessId: messages.businessId,
      messageId: messages.id,
      scheduledFor: messages.scheduledFor,
    })
    .from(messages)
    .where(and(eq(messages.state, 'scheduled'), between(messages.scheduledFor, after, before)))
    .orderBy(desc(messages.scheduledFor))
    .limit(limit);
}

/** Files of messages that nobody has fetched, or that somebody began to and whose lease is over. */
export function findOverdueAttachments(
  tx: SystemTx,
  { addedBefore, lapsedBefore }: { addedBefore: Date; lapsedBefore: Date },
  limit: number,
) {
  const isFree = or(isNull(attachments.leaseUntil), lt(attachments.leaseUntil, lapsedBefore));
  return tx
    .select({ businessId: attachments.businessId, attachmentId: attachments.id })
    .from(attachments)
    .where(and(isPendingFile, lt(attachments.stateAt, addedBefore), isFree))
    .orderBy(attachments.stateAt)
    .limit(limit);
}

const isPendingFile = sql`${attachments.state} = 'pending' and ${attachments.messageId} is not null`;

/** The businesses with files that no message has: added before this moment, or by nobody any more. */
export async function findUnsentAttachments(before: Date): Promise<string[]> {
  const isForgotten = or(lt(attachments.createdAt, before), isNull(attachments.uploadedByMemberId));
  const rows = await forSystem((tx) =>
    tx
      .selectDistinct({ businessId: attachments.businessId })
      .from(attachments)
      .where(and(isNull(attachments.messageId), isForgotten)),
  );
  return rows.map(({ businessId }) => businessId);
}

/** Providers' calls that came before the given moment and are not applied. */
export function findOverdueDeliveries(tx: SystemTx, before: Date, limit: number) {
  return tx
    .select({ deliveryId: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.state, 'pending'), lt(webhookDeliveries.receivedAt, before)))
    .orderBy(webhookDeliveries.receivedAt)
    .limit(limit);
}

/**
 * Forgets what changed before the given moment; a browser away for longer starts afresh. Of several
 * processes only one does it at a time.
 */
export function pruneRealtimeEvents(before: Date): Promise<void> {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtext('frontdesk.prune_realtime_events')) as mine`,
    );
    if (rows[0]?.mine !== true) return;
    await tx.delete(realtimeEvents).where(lt(realtimeEvents.createdAt, before));
  });
}
