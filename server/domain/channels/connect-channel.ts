import { and, desc, eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import type { FoundAccount } from '#server/channels/setup.ts';
import { CHANNEL_KINDS } from '#server/channels/types.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import {
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
import { kindOfWay } from '#server/domain/channels/schema.ts';
import type { ChannelWay, ConnectChannelInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { requestSync } from '#server/domain/templates/request-sync.ts';

const longestName = 60;

/** What the provider says of an account, before anything is kept. Throws as `connectChannel` does. */
export async function findAccount(
  ctx: BusinessContext,
  input: ConnectChannelInput,
): Promise<FoundAccount> {
  requireRole(ctx, 'admin');
  const kind = requireOffered(input.way);
  requireAppSecret(ctx, input.appSecret);
  await requireFree(ctx, kind, input.externalId);
  const connection = ctx.channels.connectionTo(accountOf(kind, input), credentialsOf(input));
  const found = await ctx.channels.setupFor(kind).identify(connection, input.accountId ?? null);
  if (!found.ok) throw refusedSetup(found.refusal);
  return found.value;
}

/**
 * Connects an account of the business: the provider is asked about it, told to send to us what happens
 * on it, and then it is kept. One that was connected here before is the same channel again. Throws
 * FORBIDDEN, CONFLICT for an account that is connected anywhere, BAD_REQUEST with the field that the
 * provider does not accept, UNAVAILABLE when it does not answer.
 */
export async function connectChannel(
  ctx: BusinessContext,
  input: ConnectChannelInput,
): Promise<{ channelId: string }> {
  const found = await findAccount(ctx, input);
  const kind = requireOffered(input.way);
  const accountId = found.accountId;
  const connection = ctx.channels.connectionTo(accountOf(kind, input), credentialsOf(input));
  const { pin } = input;
  const subscribed = await ctx.channels
    .setupFor(kind)
    .subscribe(connection, { accountId, ...(pin === undefined ? {} : { pin }) });
  if (!subscribed.ok) throw refusedSetup(subscribed.refusal);
  return orTaken(() => keepChannel(ctx, kind, input, found));
}

function keepChannel(
  ctx: BusinessContext,
  kind: ChannelKind,
  input: ConnectChannelInput,
  { name, displayAddress, accountId }: FoundAccount,
): Promise<{ channelId: string }> {
  const { externalId } = input;
  const given = { ...credentialsOf(input), verifyToken: newVerifyToken() };
  const columns = {
    accountId,
    displayAddress,
    status: 'connected' as const,
    statusReason: null,
    // Of what was there before; the new one's is learnt when it is renewed.
    tokenExpiresAt: null,
    ...sealedColumns(ctx, { kind, externalId }, given),
  };
  return ctx.db(async (tx) => {
    const [former] = await tx
      .select({ id: channels.id, status: channels.status })
      .from(channels)
      .where(and(eq(channels.kind, kind), eq(channels.externalId, externalId)))
      .orderBy(desc(channels.createdAt))
      .limit(1)
      .for('update');
    if (former !== undefined && former.status !== 'disconnected') throw takenHere();
    const [channel] =
      former === undefined
        ? await tx
            .insert(channels)
            .values({
              ...columns,
              businessId: ctx.businessId,
              kind,
              externalId,
              name: [...name].slice(0, longestName).join(''),
            })
            .returning({ id: channels.id })
        : await tx
            .update(channels)
            .set({ ...columns, isSandbox: false, lastEventAt: null })
            .where(eq(channels.id, former.id))
            .returning({ id: channels.id });
    if (channel === undefined) throw new Error('The channel was not written.');
    const deed = former === undefined ? 'channel.connected' : 'channel.reconnected';
    await tellOfChannel(ctx, tx, deed, { channelId: channel.id, kind, externalId });
    await requestCheckup(ctx, tx, channel.id);
    if (accountId !== null) await requestSync(ctx, { accountId });
    return { channelId: channel.id };
  });
}

function requireOffered(way: ChannelWay): ChannelKind {
  const kind = CHANNEL_KINDS.find((known) => known === kindOfWay[way]);
  if (kind !== undefined) return kind;
  throw new ServiceError('BAD_REQUEST', 'This kind of channel cannot be connected here yet.');
}

const accountOf = (kind: ChannelKind, { externalId }: ConnectChannelInput) => ({
  kind,
  externalId,
  isSandbox: false,
});

function credentialsOf({ way, accessToken, appSecret }: ConnectChannelInput) {
  const secrets = { accessToken, ...(appSecret === undefined ? {} : { appSecret }) };
  if (way === 'whatsapp') return secrets;
  return { ...secrets, login: way === 'instagram_login' ? 'instagram' : 'facebook' };
}
