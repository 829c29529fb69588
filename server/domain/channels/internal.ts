import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { findChannelsByExternalIds } from '#db/system.ts';
import type { SetupRefusal } from '#server/channels/setup.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { hashVerifyToken } from '#server/domain/channels/hash-verify-token.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';

export type ChannelRow = typeof channels.$inferSelect;

/** What every channel that is connected by hand has; the rest is its kind's own. */
export type ChannelSecrets = Record<string, unknown> & {
  accessToken: string;
  appSecret?: string;
  verifyToken: string;
};

/** Throws NOT_FOUND. */
export async function lockChannel(tx: BusinessTx, channelId: string): Promise<ChannelRow> {
  const [channel] = await tx
    .select()
    .from(channels)
    .where(eq(channels.id, channelId))
    .for('update');
  if (channel === undefined) throw notFound('channel');
  return channel;
}

/** As `lockChannel`, without a lock. */
export async function getChannelRow(tx: BusinessTx, channelId: string): Promise<ChannelRow> {
  const [channel] = await tx.select().from(channels).where(eq(channels.id, channelId));
  if (channel === undefined) throw notFound('channel');
  return channel;
}

/** Throws CONFLICT for an account that any business has connected; of another it never says which one. */
export async function requireFree(
  { businessId }: BusinessContext,
  kind: ChannelKind,
  externalId: string,
): Promise<void> {
  const named = await findChannelsByExternalIds(kind, [externalId]);
  // The id may also be that of what holds another account.
  const holder = named.find((channel) => channel.externalId === externalId);
  if (holder?.businessId === businessId) throw takenHere();
  if (holder !== undefined) throw taken();
}

export function taken(): ServiceError {
  return new ServiceError(
    'CONFLICT',
    'This account is connected already. It has to be disconnected there before it can be connected here.',
    { details: { field: 'externalId' } },
  );
}

/** The answer to a first press of the button may have been lost. */
export function takenHere(): ServiceError {
  return new ServiceError(
    'CONFLICT',
    'You have connected this account already: it stands under Settings, Channels.',
    { details: { field: 'externalId' } },
  );
}

/** Of two who connect one account at the same moment, the second meets the unique index. */
export async function orTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const isTaken =
      typeof cause === 'object' &&
      cause !== null &&
      'constraint' in cause &&
      cause.constraint === 'channels_one_per_account';
    throw isTaken ? taken() : error;
  }
}

/** The provider's no as a refusal of ours, at the field that it is about. */
export function refusedSetup({ sentence, field, isPassing }: SetupRefusal): ServiceError {
  return new ServiceError(isPassing ? 'UNAVAILABLE' : 'BAD_REQUEST', sentence, {
    details: field === undefined ? {} : { field },
  });
}

/** Throws BAD_REQUEST where no secret at all could tell what Meta sends from what anybody sends. */
export function requireAppSecret(ctx: BusinessContext, appSecret: string | undefined): void {
  if (appSecret !== undefined || ctx.channels.ownSecrets().signing !== undefined) return;
  throw new ServiceError(
    'BAD_REQUEST',
    'Paste the app secret: without it nobody could tell what Meta sends from what a stranger sends.',
    { details: { field: 'appSecret' } },
  );
}

export function newVerifyToken(): string {
  return randomBytes(24).toString('base64url');
}

/** The columns that hold a channel's secrets. */
export function sealedColumns(
  ctx: BusinessContext,
  account: { kind: ChannelKind; externalId: string },
  given: ChannelSecrets,
): Pick<ChannelRow, 'encryptedCredentials' | 'verifyTokenHash'> {
  const credentials = ctx.channels.adapterFor(account.kind).credentials.parse(given);
  const place = { ...account, businessId: ctx.businessId };
  return {
    encryptedCredentials: ctx.channels.seal(place, credentials),
    verifyTokenHash: hashVerifyToken(given.verifyToken),
  };
}

/** Leaves a trace of a deed about a channel, and tells the screens that show it. */
export async function tellOfChannel(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: string,
  data: Record<string, unknown> & { channelId: string },
): Promise<void> {
  await recordActivity(ctx, tx, { kind, data });
  await ctx.publish(tx, { name: 'business.updated', ids: {} });
}

export async function requestCheckup(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
): Promise<void> {
  const data = { businessId: ctx.businessId, channelId };
  await ctx.enqueue(tx, { name: 'checkup.requested', data });
}
