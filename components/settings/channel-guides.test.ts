import { describe, expect, test } from 'vitest';
import { channelGuides, guideOf, offeredWays } from '#components/settings/channel-guides.ts';
import { CHANNEL_KINDS } from '#server/channels/types.ts';
import { channelWays, connectChannelInput, kindOfWay } from '#server/domain/channels/schema.ts';

describe.each(channelWays)('the guide to %s', (way) => {
  const names = channelGuides[way].fields.map(({ name }) => name);

  test('asks for everything that is needed, and for nothing else', () => {
    const filled = Object.fromEntries(names.map((name) => [name, '123456']));
    expect(connectChannelInput.safeParse({ way, ...filled }).success).toBe(true);
    const blank = Object.fromEntries(names.map((name) => [name, '']));
    const faults = connectChannelInput.safeParse({ way, ...blank }).error?.issues ?? [];
    expect(faults.length).toBeGreaterThan(0);
    for (const { path } of faults) expect(names).toContain(path[0]);
  });

  test('hides what is secret, and says what to press before and after', () => {
    const { fields, before, webhook } = channelGuides[way];
    const hidden = fields.filter(({ isSecret }) => isSecret).map(({ name }) => name);
    expect(hidden).toEqual(['accessToken', 'appSecret']);
    for (const { clicks } of before) expect(clicks.length).toBeGreaterThan(0);
    expect(webhook.join(' ')).toMatch(/callback address and the verify token/);
  });
});

test('each kind of channel that is built in can be connected, and no other', () => {
  const offered = new Set<string>(offeredWays.map((way) => kindOfWay[way]));
  expect([...offered].toSorted()).toEqual([...CHANNEL_KINDS].toSorted());
});

test('an account that is known has the guide of the way it was connected', () => {
  expect(guideOf({ kind: 'whatsapp', accountId: null })).toBe(channelGuides.whatsapp);
  expect(guideOf({ kind: 'instagram', accountId: null })).toBe(channelGuides.instagram_login);
  expect(guideOf({ kind: 'instagram', accountId: '1' })).toBe(channelGuides.facebook_page);
});
