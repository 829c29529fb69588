import { eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import type { FoundAccount } from '#server/channels/setup.ts';
import { resumeCampaigns } from '#server/domain/campaigns/resume-campaigns.ts';
import {
  getChannelRow,
  lockChannel,
  newVerifyToken,
  orTaken,
  refusedSetup,
  requestCheckup,
  requireAppSecret,
  requireFree,
  sealedColumns,
  takenHere,
  tellOfChannel,
} from '#server/domain/channels/internal.ts';
import type { ChannelRow, ChannelSecrets } from '#server/domain/channels/internal.ts';
import type { ChangeCredentialsInput, ChannelIdInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { requestSync } from '#server/domain/templates/request-sync.ts';

/**
 * Gives a channel new credentials once the provider has accepted them; it sends again if it was paused.
 * Throws FORBIDDEN, NOT_FOUND, CONFLICT for one that is disconnected, and what `connectChannel` throws
 * about the credentials.
 */
export async function changeCredentials(
  ctx: BusinessContext,
  input: ChangeCredentialsInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  const channel = await ctx.db((tx) => getChannelRow(tx, input.channelId));
  if (channel.status === 'disconnected') throw disconnected();
  const accepted = await tryCredentials(ctx, channel, input);
  await ctx.db(async (tx) => {
    const { status } = await lockChannel(tx, channel.id);
    if (status === 'disconnected') throw disconnected();
    await keep(ctx, channel, accepted);
    await tellOfChannel(ctx, tx, 'channel.credentials_changed', { channelId: channel.id });
    await resumeCampaigns(ctx, tx, channel.id);
    await requestCheckup(ctx, tx, channel.id);
    await requestTemplates(ctx, accepted);
  });
}

/**
 * Connects a channel again that was disconnected: its conversations go on where they stopped. Throws
 * as `changeCredentials`, and CONFLICT when the account is connected by now, here or elsewhere.
 */
export async function reconnectChannel(
  ctx: BusinessContext,
  input: ChangeCredentialsInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  const channel = await ctx.db((tx) => getChannelRow(tx, input.channelId));
  await requireFree(ctx, channel.kind, channel.externalId);
  const accepted = await tryCredentials(ctx, channel, input);
  await orTaken(() =>
    ctx.db(async (tx) => {
      const { status } = await lockChannel(tx, channel.id);
      if (status !== 'disconnected') throw takenHere();
      await keep(ctx, channel, accepted);
      await tellOfChannel(ctx, tx, 'channel.reconnected', { channelId: channel.id });
      await requestCheckup(ctx, tx, channel.id);
      await requestTemplates(ctx, accepted);
    }),
  );
}

/**
 * The same for a channel of the sandbox, whose credentials nobody has to paste. Throws NOT_FOUND for
 * one that is none.
 */
export async function reconnectSandboxChannel(
  ctx: BusinessContext,
  { channelId }: ChannelIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  const { isSandbox } = await ctx.db((tx) => getChannelRow(tx, channelId));
  if (!isSandbox) throw notFound('sandbox channel');
  await reconnectChannel(ctx, { channelId, ...ctx.channels.sandboxCredentials() });
}

interface Accepted {
  found: FoundAccount;
  credentials: ChannelSecrets;
  /** What came before was signed with another secret, and says nothing about this one. */
  isSecretNew: boolean;
}

/** Its templates may have changed meanwhile, or its account may be known only now. */
async function requestTemplates(ctx: BusinessContext, { found }: Accepted): Promise<void> {
  if (found.accountId !== null) await requestSync(ctx, { accountId: found.accountId });
}

/** The new credentials in place of the former ones, after the provider has accepted them. */
async function tryCredentials(
  ctx: BusinessContext,
  channel: ChannelRow,
  {
    accountId = channel.accountId ?? undefined,
    accessToken,
    appSecret,
    pin,
  }: ChangeCredentialsInput,
): Promise<Accepted> {
  const former = formerCredentials(ctx, channel);
  const credentials = {
    ...former,
    accessToken,
    ...(appSecret === undefined ? {} : { appSecret }),
    ...('login' in former ? {} : loginOf(channel.kind, accountId)),
    verifyToken: former.verifyToken ?? newVerifyToken(),
  };
  requireAppSecret(ctx, credentials.appSecret);
  const setup = ctx.channels.setupFor(channel.kind);
  const connection = ctx.channels.connectionTo(channel, credentials);
  const found = await setup.identify(connection, accountId ?? null);
  if (!found.ok) throw refusedSetup(found.refusal);
  const account = { accountId: found.value.accountId, ...(pin === undefined ? {} : { pin }) };
  const subscribed = await setup.subscribe(connection, account);
  if (!subscribed.ok) throw refusedSetup(subscribed.refusal);
  const isSecretNew = credentials.appSecret !== former.appSecret;
  return { found: found.value, credentials, isSecretNew };
}

/** Of an Instagram account the page tells by which of the two ways it was connected. */
function loginOf(kind: string, accountId: string | undefined): Record<string, string> {
  if (kind !== 'instagram') return {};
  return { login: accountId === undefined ? 'instagram' : 'facebook' };
}

/** None are left of a channel that was disconnected, nor of one whose key is lost. */
function formerCredentials(ctx: BusinessContext, channel: ChannelRow): Partial<ChannelSecrets> {
  if (channel.encryptedCredentials === '') return {};
  try {
    return { ...(ctx.channels.connectionFor(channel).credentials as ChannelSecrets) };
  } catch {
    return {};
  }
}

async function keep(
  ctx: BusinessContext,
  channel: ChannelRow,
  { found: { accountId, displayAddress }, credentials, isSecretNew }: Accepted,
): Promise<void> {
  await ctx.db((tx) =>
    tx
      .update(channels)
      .set({
        accountId,
        displayAddress,
        status: 'connected',
        statusReason: null,
        tokenExpiresAt: null,
        ...(isSecretNew && { lastEventAt: null }),
        ...sealedColumns(ctx, channel, credentials),
      })
      .where(eq(channels.id, channel.id)),
  );
}

function disconnected(): ServiceError {
  return new ServiceError('CONFLICT', 'This channel is disconnected. Connect it again first.');
}
