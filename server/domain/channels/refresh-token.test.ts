import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { activities } from '#db/schema/activities.ts';
import { channels } from '#db/schema/channels.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { channelPort } from '#server/channel-port.ts';
import type { ChannelKind, RefreshResult } from '#server/channels/types.ts';
import { listExpiringChannels } from '#server/domain/channels/list-expiring-channels.ts';
import { refreshToken } from '#server/domain/channels/refresh-token.ts';
import { testContext } from '#tests/setup/test-context.ts';

const now = new Date('2026-03-02T10:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const port = channelPort();
const renewed: RefreshResult = {
  ok: true,
  credentials: { login: 'instagram', accessToken: 'new' },
  endsInSeconds: 60 * 86_400,
};
const refused = (code: 'credentials_invalid' | 'provider_down'): RefreshResult => ({
  ok: false,
  failure: { code, message: 'Instagram said no.', retryable: false },
});

let business: Awaited<ReturnType<typeof createBusiness>>;
beforeEach(async () => {
  business = await createBusiness();
});

const connect = (overrides: Partial<typeof channels.$inferInsert> = {}) =>
  createChannel(business.id, { kind: 'instagram', tokenExpiresAt: inDays(9), ...overrides });

/** Renews with a provider that answers so; `meanwhile` happens during the call. */
async function refresh(
  channelId: string,
  answer: RefreshResult,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
) {
  const adapterFor = (kind: ChannelKind) => ({
    ...port.adapterFor(kind),
    refreshCredentials: async () => {
      await meanwhile();
      return answer;
    },
  });
  const ctx = testContext({ businessId: business.id, now, channels: { ...port, adapterFor } });
  return refreshToken(ctx, { channelId });
}

async function rowOf(channelId: string) {
  const ctx = testContext({ businessId: business.id });
  const [row] = await ctx.db((tx) => tx.select().from(channels).where(eq(channels.id, channelId)));
  if (row === undefined) throw new Error('The channel is gone.');
  return { ...row, token: port.connectionFor(row).credentials };
}

const change = (channelId: string, set: Partial<typeof channels.$inferInsert>) =>
  testContext({ businessId: business.id }).db((tx) =>
    tx.update(channels).set(set).where(eq(channels.id, channelId)),
  );

describe('renewing a token', () => {
  test('stores the new one sealed, with the day it ends', async () => {
    const { id } = await connect();
    expect(await refresh(id, renewed)).toEqual({ outcome: 'refreshed' });
    expect(await rowOf(id)).toMatchObject({
      token: { accessToken: 'new' },
      tokenExpiresAt: inDays(60),
      statusReason: null,
    });
  });

  test('keeps the old one when the provider refuses, and tells the admins at once', async () => {
    const { id } = await connect();
    expect(await refresh(id, refused('credentials_invalid'))).toEqual({ outcome: 'failed' });
    const row = await rowOf(id);
    expect(row).toMatchObject({ token: { accessToken: 'test-token' }, status: 'connected' });
    expect(row.statusReason).toContain('ends in 9 days and could not be renewed');
  });

  test('is quiet about a passing trouble until a week is left', async () => {
    const early = await connect({ tokenExpiresAt: inDays(7.5) });
    const late = await connect({ tokenExpiresAt: inDays(7) });
    const unknown = await connect({ tokenExpiresAt: null });
    for (const { id } of [early, late, unknown]) await refresh(id, refused('provider_down'));
    expect((await rowOf(early.id)).statusReason).toBeNull();
    expect((await rowOf(late.id)).statusReason).toContain('ends in 7 days');
    expect((await rowOf(unknown.id)).statusReason).toBeNull();
  });

  test('takes its own warning away again, and no other', async () => {
    const [warned, other] = [await connect(), await connect()];
    await refresh(warned.id, refused('credentials_invalid'));
    await change(other.id, { statusReason: 'The payment method was declined.' });
    for (const { id } of [warned, other]) await refresh(id, renewed);
    expect((await rowOf(warned.id)).statusReason).toBeNull();
    expect((await rowOf(other.id)).statusReason).toBe('The payment method was declined.');
  });

  test('that fails again says what is left by then, and tells of it once', async () => {
    const { id } = await connect({ tokenExpiresAt: inDays(7) });
    await refresh(id, refused('provider_down'));
    await change(id, { tokenExpiresAt: inDays(2) });
    await refresh(id, refused('provider_down'));
    expect((await rowOf(id)).statusReason).toContain('ends in 2 days and could not be renewed');
    const ctx = testContext({ businessId: business.id });
    const told = await ctx.db((tx) => tx.select().from(activities));
    expect(told.filter(({ kind }) => kind === 'channel.warned')).toHaveLength(1);
  });

  test('that only a person can make notes when it ends, and warns in the last week', async () => {
    const { id } = await connect({ tokenExpiresAt: null });
    const ends = (days: number | null): RefreshResult => ({
      ok: true,
      endsAt: days === null ? null : inDays(days),
    });
    expect(await refresh(id, ends(30))).toEqual({ outcome: 'noted' });
    expect(await rowOf(id)).toMatchObject({
      tokenExpiresAt: inDays(30),
      statusReason: null,
      token: { accessToken: 'test-token' },
    });
    await refresh(id, ends(6));
    expect((await rowOf(id)).statusReason).toContain('ends in 6 days. Connect the channel again');
    await refresh(id, ends(null));
    expect(await rowOf(id)).toMatchObject({ tokenExpiresAt: null, statusReason: null });
  });

  test('leaves credentials alone that were given anew meanwhile', async () => {
    const { id, externalId } = await connect();
    const place = { businessId: business.id, kind: 'instagram', externalId } as const;
    const encryptedCredentials = port.seal(place, { accessToken: 'given anew' });
    const outcome = await refresh(id, renewed, () => change(id, { encryptedCredentials }));
    expect(outcome).toEqual({ outcome: 'skipped' });
    expect((await rowOf(id)).token).toEqual({ accessToken: 'given anew' });
  });

  test('leaves alone what does not end, and what is disconnected', async () => {
    const { id } = await connect();
    expect(await refresh(id, null)).toEqual({ outcome: 'skipped' });
    await change(id, { status: 'disconnected' });
    expect(await refresh(id, renewed)).toEqual({ outcome: 'skipped' });
    expect((await rowOf(id)).token).toEqual({ accessToken: 'test-token' });
  });

  test('is due from ten days before the end, for kinds whose tokens end', async () => {
    const due = await connect({ tokenExpiresAt: inDays(9.9) });
    const unknown = await connect({ tokenExpiresAt: null });
    const later = await connect({ tokenExpiresAt: inDays(10.1) });
    const gone = await connect({ status: 'disconnected' });
    const whatsapp = await createChannel(business.id);
    const listed = await listExpiringChannels(port, now);
    const isListed = ({ id }: { id: string }) => listed.some(({ channelId }) => channelId === id);
    expect([due, unknown, later, gone, whatsapp].map(isListed)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
