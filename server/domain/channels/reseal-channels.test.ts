import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { channelPort } from '#server/channel-port.ts';
import { resealChannels } from '#server/domain/channels/reseal-channels.ts';
import { currentPrefix, decrypt, encrypt, keyring } from '#server/encryption.ts';
import type { Keyring } from '#server/encryption.ts';

const former = keyring();
const fresh: Keyring = { current: randomBytes(32), old: [former.current] };
let businessId: string;
let ids: string[];

beforeEach(async () => {
  ({ id: businessId } = await createBusiness());
  const made = [];
  for (const accessToken of ['first', 'second', 'third']) {
    made.push(await createChannel(businessId, { credentials: { accessToken } }));
  }
  ids = made.map(({ id }) => id);
});

/** The port as it is once the settings name the given keys. */
function portWith(keys: Keyring, beforeSeal: (place: number) => void = () => undefined) {
  const port = channelPort();
  let place = 0;
  const placeOf = (channel: { businessId: string; kind: string; externalId: string }) =>
    `${channel.businessId}|${channel.kind}|${channel.externalId}`;
  return {
    connectionFor: (channel: Parameters<typeof port.connectionFor>[0]) =>
      port.connectionTo(
        channel,
        JSON.parse(decrypt(channel.encryptedCredentials, placeOf(channel), keys)) as unknown,
      ),
    seal: (channel: Parameters<typeof port.seal>[0], credentials: unknown) => {
      if (channel.businessId === businessId) beforeSeal((place += 1));
      return encrypt(JSON.stringify(credentials), placeOf(channel), keys);
    },
  };
}

const mine = () => forBusiness(businessId, (tx) => tx.select().from(channels).orderBy(channels.id));
const tokensWith = async (keys: Keyring) =>
  (await mine()).map((row) => portWith(keys).connectionFor(row).credentials);
const allTokens = ['first', 'second', 'third'].map((accessToken) => ({ accessToken }));

describe('rotating the key', () => {
  test('seals everything anew, and the former key opens none of it any more', async () => {
    const { resealed } = await resealChannels(portWith(fresh), currentPrefix(fresh));
    expect(resealed).toBeGreaterThanOrEqual(3);
    expect(await tokensWith({ current: fresh.current, old: [] })).toEqual(allTokens);
    await expect(tokensWith(former)).rejects.toThrow('a key that is not known here');
  });

  test('a second time finds nothing to do and changes nothing', async () => {
    await resealChannels(portWith(fresh), currentPrefix(fresh));
    const before = await mine();
    const again = await resealChannels(portWith(fresh), currentPrefix(fresh));
    expect(again.resealed).toBe(0);
    expect(await mine()).toEqual(before);
  });

  test('stopped in the middle it goes on where it was', async () => {
    const dying = portWith(fresh, (place) => {
      if (place === 2) throw new Error('killed');
    });
    await expect(resealChannels(dying, currentPrefix(fresh))).rejects.toThrow('killed');
    const half = await mine();
    const isDone = (row: { encryptedCredentials: string }) =>
      row.encryptedCredentials.startsWith(currentPrefix(fresh));
    expect(half.filter(isDone)).toHaveLength(1);
    // Until it has been through, both keys open what they sealed.
    expect(await tokensWith(fresh)).toEqual(allTokens);
    await resealChannels(portWith(fresh), currentPrefix(fresh));
    const whole = await mine();
    expect(whole.filter(isDone)).toHaveLength(3);
    const first = half.findIndex(isDone);
    expect(whole[first]).toEqual(half[first]);
    expect(await tokensWith(fresh)).toEqual(allTokens);
  });

  test('without the former key leaves everything as it was, and counts it', async () => {
    const before = await mine();
    const alone = { current: randomBytes(32), old: [] };
    const { resealed, locked } = await resealChannels(portWith(alone), currentPrefix(alone));
    expect(resealed).toBe(0);
    expect(locked).toBeGreaterThanOrEqual(3);
    expect(await mine()).toEqual(before);
  });

  test('passes by what is disconnected, and one channel that does not open', async () => {
    const [gone = '', damaged = ''] = ids;
    await forBusiness(businessId, async (tx) => {
      const empty = { encryptedCredentials: '', status: 'disconnected' as const };
      await tx.update(channels).set(empty).where(eq(channels.id, gone));
      const broken = { encryptedCredentials: 'k1.a.b.c' };
      await tx.update(channels).set(broken).where(eq(channels.id, damaged));
    });
    const { locked } = await resealChannels(portWith(fresh), currentPrefix(fresh));
    expect(locked).toBeGreaterThanOrEqual(1);
    const rows = await mine();
    expect(rows.map(({ encryptedCredentials: sealed }) => sealed.slice(0, 2))).toEqual([
      '',
      'k1',
      'e1',
    ]);
  });
});
