import { and, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import type { ChannelFinding, Inspection } from '#server/channels/setup.ts';
import type { ChannelConnection } from '#server/channels/types.ts';
import { releaseCampaigns } from '#server/domain/campaigns/hold-campaign.ts';
import { checkArrival } from '#server/domain/channels/check-arrival.ts';
import { checkDeparture } from '#server/domain/channels/check-departure.ts';
import { getChannelRow } from '#server/domain/channels/internal.ts';
import type { ChannelRow } from '#server/domain/channels/internal.ts';
import type { ChannelIdInput } from '#server/domain/channels/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** In the order in which things have to work: whatever is not named comes last. */
const order = [
  'token',
  'permissions',
  'number',
  'webhook',
  'subscription',
  'fields',
  'arrival',
  'departure',
  'quality',
  'limit',
  'name',
  'templates',
];

/** Each asks the provider several things, and it answers only so many in an hour. */
const checksEverySeconds = 15;
const checksAtOnce = 6;

/**
 * Looks a channel over, at the provider and here, and keeps what was found. One check that fails or
 * gets no answer is a finding like any other. Throws FORBIDDEN, NOT_FOUND, CONFLICT for a channel
 * that is disconnected, and TOO_MANY_REQUESTS for a person who asks again and again.
 */
export async function checkChannel(
  ctx: BusinessContext,
  { channelId }: ChannelIdInput,
): Promise<{ findings: ChannelFinding[] }> {
  requireRole(ctx, 'admin');
  const startedAt = ctx.now();
  const channel = await ctx.db((tx) => beginCheck(ctx, tx, channelId));
  const connection = openConnection(ctx, channel);
  if (connection === null) {
    await keepInspection(ctx, channel, startedAt, { findings: [lost] });
    return { findings: [lost] };
  }
  const [inspection, arrival] = await Promise.all([
    inspect(ctx, channel, connection),
    checkArrival(ctx, channel, connection),
  ]);
  const known = { ...channel, ...limitOf(inspection, ctx.now()) };
  const departure = await ctx.db((tx) => checkDeparture(ctx, tx, known));
  const findings = [...inspection.findings, ...arrival, ...departure].toSorted(
    (one, other) => placeOf(one) - placeOf(other),
  );
  await keepInspection(ctx, channel, startedAt, { ...inspection, findings });
  return { findings };
}

async function beginCheck(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
): Promise<ChannelRow> {
  const channel = await getChannelRow(tx, channelId);
  if (channel.status === 'disconnected') {
    throw new ServiceError('CONFLICT', 'This channel is disconnected. Connect it again first.');
  }
  if (ctx.actor.kind === 'member') await takeTurn(ctx, tx, channelId);
  return channel;
}

/** Jobs keep a pace of their own. */
async function takeTurn(ctx: BusinessContext, tx: BusinessTx, channelId: string): Promise<void> {
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const every = sql`make_interval(secs => ${checksEverySeconds})`;
  const room = sql`${now} + ${checksAtOnce - 1} * ${every}`;
  const paid = channels.checksPaidUpAt;
  const taken = await tx
    .update(channels)
    .set({ checksPaidUpAt: sql`greatest(${paid}, ${now}) + ${every}` })
    .where(and(eq(channels.id, channelId), or(isNull(paid), lte(paid, room))))
    .returning({ id: channels.id });
  if (taken.length > 0) return;
  throw new ServiceError(
    'TOO_MANY_REQUESTS',
    `It was looked over several times just now. Check again in ${String(checksEverySeconds)} seconds.`,
  );
}

async function inspect(
  ctx: BusinessContext,
  channel: ChannelRow,
  connection: ChannelConnection,
): Promise<Inspection> {
  const webhookUrl = ctx.channels.webhookFor(channel.kind).url;
  const { accountId } = channel;
  const ownAppSecret = ctx.channels.ownSecrets().signing;
  const account = { accountId, webhookUrl, ownAppSecret, now: ctx.now() };
  try {
    return await ctx.channels.setupFor(channel.kind).inspect(connection, account);
  } catch (error) {
    ctx.log.error({ error, channelId: channel.id }, 'a channel could not be inspected');
    const title = 'The provider’s side could not be checked';
    const sentence = 'Something went wrong on our side. Check again in a minute.';
    return { findings: [{ check: 'token', state: 'unknown', title, sentence }] };
  }
}

function openConnection(ctx: BusinessContext, channel: ChannelRow): ChannelConnection | null {
  try {
    return ctx.channels.connectionFor(channel);
  } catch (error) {
    ctx.log.error({ error, channelId: channel.id }, 'the credentials of a channel do not open');
    return null;
  }
}

const lost: ChannelFinding = {
  check: 'token',
  state: 'problem',
  title: 'The stored credentials do not open',
  sentence: 'They were sealed with an encryption key that this server no longer has.',
  steps: [
    'Ask whoever runs this server to put the former key into ENCRYPTION_KEYS_OLD.',
    'If it is lost, choose Change credentials in the menu above and paste them anew.',
  ],
};

/** Heard just now: what the provider said of it before must not come after it. */
const limitOf = ({ newPeoplePerDay }: Inspection, now: Date) =>
  newPeoplePerDay === undefined ? {} : { newPeoplePerDay, newPeoplePerDayAt: now };

/** Not of one that was disconnected or connected anew meanwhile, and not in place of what is newer. */
const isStillSo = ({ encryptedCredentials }: ChannelRow, startedAt: Date) =>
  and(
    eq(channels.encryptedCredentials, encryptedCredentials),
    or(isNull(channels.checkedAt), lte(channels.checkedAt, startedAt)),
  );

const placeOf = ({ check }: ChannelFinding) => {
  const place = order.indexOf(check);
  return place === -1 ? order.length : place;
};

async function keepInspection(
  ctx: BusinessContext,
  channel: ChannelRow,
  startedAt: Date,
  inspection: Inspection,
): Promise<void> {
  const { findings, quality } = inspection;
  const now = ctx.now();
  const limit = limitOf(inspection, now);
  await ctx.db(async (tx) => {
    const kept = await tx
      .update(channels)
      .set({
        checkup: findings,
        checkedAt: startedAt,
        ...(quality === undefined ? {} : { quality, qualityAt: now }),
        ...limit,
      })
      .where(and(eq(channels.id, channel.id), isStillSo(channel, startedAt)))
      .returning({ id: channels.id });
    if (kept.length === 0) return;
    if ('newPeoplePerDay' in limit && limit.newPeoplePerDay !== channel.newPeoplePerDay) {
      await releaseCampaigns(ctx, tx, channel.id);
    }
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
  });
}
