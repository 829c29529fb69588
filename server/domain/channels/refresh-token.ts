import { and, eq, like, ne } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import type { RefreshResult } from '#server/channels/types.ts';
import { warnOfChannel } from '#server/domain/channels/pause-channel.ts';
import type { BusinessContext } from '#server/domain/context.ts';

type ChannelRow = typeof channels.$inferSelect;

/** A channel with so little left has admins who should know, whatever the reason. */
const warnedBeforeDays = 7;
const dayMs = 86_400_000;

/** With this its warnings begin, so that a renewed token takes them away again. */
const warning = 'This channel’s access token ';

/**
 * Renews the token of a channel that is about to end. The old one stays until the new one is
 * stored; when that fails, or hardly a week is left, the channel's admins are told.
 */
export async function refreshToken(
  ctx: BusinessContext,
  input: { channelId: string },
): Promise<{ outcome: 'refreshed' | 'failed' | 'skipped' }> {
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
  return (await keepToken(ctx, channel, result))
    ? { outcome: 'refreshed' }
    : { outcome: 'skipped' };
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
  { credentials, endsInSeconds }: Extract<RefreshResult, { ok: true }>,
): Promise<boolean> {
  return ctx.db(async (tx) => {
    const kept = await tx
      .update(channels)
      .set({
        encryptedCredentials: ctx.channels.seal(channel, credentials),
        tokenExpiresAt: new Date(ctx.now().getTime() + endsInSeconds * 1000),
      })
      .where(
        and(
          eq(channels.id, channel.id),
          eq(channels.encryptedCredentials, channel.encryptedCredentials),
        ),
      )
      .returning({ id: channels.id });
    if (kept.length === 0) return false;
    const isWarned = like(channels.statusReason, `${warning}%`);
    await tx
      .update(channels)
      .set({ statusReason: null })
      .where(and(eq(channels.id, channel.id), eq(channels.status, 'connected'), isWarned));
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
    return true;
  });
}

/** A refusal of the token is told at once, a passing trouble only when time gets short. */
async function tellOfFailure(
  ctx: BusinessContext,
  channel: ChannelRow,
  { code, message }: SendFailure,
): Promise<void> {
  ctx.log.warn({ channelId: channel.id, code }, 'the token of a channel was not renewed');
  const { tokenExpiresAt } = channel;
  const left = tokenExpiresAt === null ? null : tokenExpiresAt.getTime() - ctx.now().getTime();
  const isShort = left !== null && left <= warnedBeforeDays * dayMs;
  if (code !== 'credentials_invalid' && !isShort) return;
  const ends = left === null ? 'could not be renewed' : endsIn(left);
  const reason = `${warning}${ends}. ${message} Connect the channel again under Settings, Channels.`;
  await ctx.db((tx) => warnOfChannel(ctx, tx, channel.id, reason));
}

function endsIn(milliseconds: number): string {
  if (milliseconds <= 0) return 'has ended';
  const days = Math.ceil(milliseconds / dayMs);
  return `ends in ${days === 1 ? 'a day' : `${String(days)} days`} and could not be renewed`;
}
