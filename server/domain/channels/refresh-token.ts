import { and, eq, like, ne } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import type { RefreshResult } from '#server/channels/types.ts';
import { findStandingTrouble } from '#server/domain/channels/find-standing-trouble.ts';
import { warnOfChannel } from '#server/domain/channels/pause-channel.ts';
import type { BusinessContext } from '#server/domain/context.ts';

type ChannelRow = typeof channels.$inferSelect;

/** A channel with so little left has admins who should know, whatever the reason. */
const warnedBeforeDays = 7;
const dayMs = 86_400_000;

/** With this its warnings begin, so that a renewed token takes them away again. */
const warning = 'This channel’s access token ';

type Outcome = 'refreshed' | 'noted' | 'failed' | 'skipped';

/**
 * Renews the token of a channel that is about to end. The old one stays until the new one is
 * stored; when that fails, or hardly a week is left, the channel's admins are told. Of a token that
 * nobody can renew from here it is noted when it ends.
 */
export async function refreshToken(
  ctx: BusinessContext,
  input: { channelId: string },
): Promise<{ outcome: Outcome }> {
  const channel = await ctx.db(async (tx) => {
    const [row] = await tx
      .select()
      .from(channels)
      .where(and(eq(channels.id, input.channelId), ne(channels.status, 'disconnected')));
    return row;
  });
  if (channel === undefined) return { outcome: 'skipped' };
  const result = await askForToken(ctx, channel);
  if (result === null) return { outcome: 'skipped' };
  if (!result.ok) {
    await tellOfFailure(ctx, channel, result.failure);
    return { outcome: 'failed' };
  }
  if ('endsAt' in result) return { outcome: await noteEnd(ctx, channel, result.endsAt) };
  const { credentials, endsInSeconds } = result;
  const isKept = await keepToken(ctx, channel, {
    encryptedCredentials: ctx.channels.seal(channel, credentials),
    tokenExpiresAt: new Date(ctx.now().getTime() + endsInSeconds * 1000),
  });
  return { outcome: isKept ? 'refreshed' : 'skipped' };
}

async function askForToken(ctx: BusinessContext, channel: ChannelRow): Promise<RefreshResult> {
  const adapter = ctx.channels.adapterFor(channel.kind);
  if (adapter.refreshCredentials === undefined) return null;
  try {
    return await adapter.refreshCredentials(ctx.channels.connectionFor(channel));
  } catch (error) {
    ctx.log.error({ error, channelId: channel.id }, 'the credentials of a channel do not open');
    const message = 'The credentials of this channel do not open.';
    return { ok: false, failure: { code: 'credentials_invalid', message, retryable: false } };
  }
}

/** False when the channel was connected anew meanwhile: then the newer credentials stand. */
async function keepToken(
  ctx: BusinessContext,
  channel: ChannelRow,
  columns: Partial<Pick<ChannelRow, 'encryptedCredentials' | 'tokenExpiresAt'>>,
): Promise<boolean> {
  return ctx.db(async (tx) => {
    const isSame = eq(channels.encryptedCredentials, channel.encryptedCredentials);
    const kept = await tx
      .update(channels)
      .set(columns)
      .where(and(eq(channels.id, channel.id), isSame))
      .returning({ tokenExpiresAt: channels.tokenExpiresAt });
    const [{ tokenExpiresAt } = { tokenExpiresAt: null }] = kept;
    if (kept.length === 0) return false;
    if (isLong(ctx, tokenExpiresAt)) {
      await setWarning(tx, channel.id, await findStandingTrouble(tx, channel.id));
    }
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
    return true;
  });
}

/** In good time a person has to make a new one. */
async function noteEnd(
  ctx: BusinessContext,
  channel: ChannelRow,
  endsAt: Date | null,
): Promise<Outcome> {
  const isKept = await keepToken(ctx, channel, { tokenExpiresAt: endsAt });
  if (!isKept) return 'skipped';
  if (endsAt !== null && !isLong(ctx, endsAt)) {
    await warn(ctx, channel, `${endsIn(leftUntil(ctx, endsAt))}.`);
  }
  return 'noted';
}

/** A refusal of the token is told at once, a passing trouble only when time gets short. */
async function tellOfFailure(
  ctx: BusinessContext,
  channel: ChannelRow,
  { code, message }: SendFailure,
): Promise<void> {
  ctx.log.warn({ channelId: channel.id, code }, 'the token of a channel was not renewed');
  const { tokenExpiresAt } = channel;
  if (code !== 'credentials_invalid' && isLong(ctx, tokenExpiresAt)) return;
  const ends =
    tokenExpiresAt === null ? 'could not be renewed' : howItStands(leftUntil(ctx, tokenExpiresAt));
  await warn(ctx, channel, `${ends}. ${message}`);
}

/** Told once; from then on the warning that stands says what is left by now. */
async function warn(ctx: BusinessContext, { id }: ChannelRow, what: string): Promise<void> {
  const reason = `${warning}${what} Connect the channel again under Settings, Channels.`;
  await ctx.db(async (tx) => {
    if (await setWarning(tx, id, reason)) {
      await ctx.publish(tx, { name: 'business.updated', ids: {} });
    } else {
      await warnOfChannel(ctx, tx, id, reason);
    }
  });
}

/** In the place of the warning of ours that stands; false when there is none. */
async function setWarning(
  tx: BusinessTx,
  channelId: string,
  statusReason: string | null,
): Promise<boolean> {
  const isOurs = like(channels.statusReason, `${warning}%`);
  const set = await tx
    .update(channels)
    .set({ statusReason })
    .where(and(eq(channels.id, channelId), eq(channels.status, 'connected'), isOurs))
    .returning({ id: channels.id });
  return set.length > 0;
}

function isLong(ctx: BusinessContext, endsAt: Date | null): boolean {
  return endsAt === null || leftUntil(ctx, endsAt) > warnedBeforeDays * dayMs;
}

function leftUntil(ctx: BusinessContext, moment: Date): number {
  return moment.getTime() - ctx.now().getTime();
}

function howItStands(milliseconds: number): string {
  const ends = endsIn(milliseconds);
  return milliseconds <= 0 ? ends : `${ends} and could not be renewed`;
}

function endsIn(milliseconds: number): string {
  if (milliseconds <= 0) return 'has ended';
  const days = Math.ceil(milliseconds / dayMs);
  return `ends in ${days === 1 ? 'a day' : `${String(days)} days`}`;
}
