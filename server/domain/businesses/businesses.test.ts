import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import { channels } from '#db/schema/channels.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import type { Role } from '#db/schema/vocabulary.ts';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { renameUser } from '#server/domain/accounts/rename-user.ts';
import { getLogo, removeLogo, setLogo } from '#server/domain/businesses/change-logo.ts';
import { createBusiness as openAnother } from '#server/domain/businesses/create-business.ts';
import { deleteBusiness } from '#server/domain/businesses/delete-business.ts';
import { getBusiness } from '#server/domain/businesses/get-business.ts';
import { setLogoSchema, updateBusinessSchema } from '#server/domain/businesses/schema.ts';
import { regionOf, suggestCurrency } from '#server/domain/businesses/suggest-currency.ts';
import { switchBusiness } from '#server/domain/businesses/switch-business.ts';
import { updateBusiness } from '#server/domain/businesses/update-business.ts';
import { getWebhook } from '#server/domain/channels/get-webhook.ts';
import { listChannels } from '#server/domain/channels/list-channels.ts';
import { listMembers } from '#server/domain/members/list-members.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import {
  createLogin,
  refusalOf,
  signedIn,
  testAccountContext,
} from '#tests/setup/test-account-context.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

const profile = {
  name: 'Luxe Salon',
  description: 'Hair and colour.',
  phone: '022 4897 1120',
  address: '12 Hill Road, Mumbai',
  website: 'luxesalon.example',
  timeZone: 'Asia/Kolkata',
  currency: 'INR',
  locale: 'en-IN',
};
const parse = (overrides: object = {}) => updateBusinessSchema.parse({ ...profile, ...overrides });

let businessId: string;
beforeEach(async () => {
  businessId = (await createBusiness({ name: 'Before' })).id;
});

async function as(role: Role) {
  const member = await createMember(businessId, { role });
  return testContext({ businessId, actor: actorOf(member) });
}

describe('the profile', () => {
  test('is saved in full, told to browsers, and kept on the timeline', async () => {
    const ctx = await as('admin');
    await updateBusiness(ctx, parse());
    expect(await getBusiness(ctx)).toMatchObject({
      ...profile,
      phone: '+91 22 4897 1120',
      website: 'https://luxesalon.example',
    });
    const { events, entries } = await forBusiness(businessId, async (tx) => ({
      events: await tx.select().from(realtimeEvents),
      entries: await tx.select().from(activities),
    }));
    expect(events.map(({ name }) => name)).toEqual(['business.updated']);
    expect(entries).toMatchObject([{ kind: 'business.updated', actor: 'member' }]);
    await updateBusiness(ctx, parse());
    const after = await forBusiness(businessId, (tx) => tx.select().from(activities));
    expect(after).toHaveLength(1);
  });

  test.each<[Role, string | null]>([
    ['owner', null],
    ['admin', null],
    ['agent', 'FORBIDDEN'],
  ])('is changed by %s: %s', async (role, refusal) => {
    const ctx = await as(role);
    expect(await refusalOf(updateBusiness(ctx, parse()))).toBe(refusal);
    expect(await refusalOf(removeLogo(ctx))).toBe(refusal);
    expect(await refusalOf(getBusiness(ctx))).toBeNull();
    expect(await refusalOf(listChannels(ctx))).toBe(refusal);
  });

  test('may leave everything empty but the name', async () => {
    const ctx = await as('owner');
    const empty = { description: '', phone: '', address: '', website: '' };
    await updateBusiness(ctx, parse(empty));
    expect(await getBusiness(ctx)).toMatchObject(empty);
  });

  test.each([
    [{ name: '  ' }],
    [{ name: 'x'.repeat(81) }],
    [{ timeZone: 'Mars/Olympus' }],
    [{ currency: 'XYZ1' }],
    [{ locale: 'not a locale' }],
    [{ website: 'javascript:alert(1)' }],
    [{ website: 'https://' }],
    [{ website: 'two words' }],
    [{ phone: 'call me' }],
  ])('with %j is refused with a sentence', (overrides) => {
    const result = updateBusinessSchema.safeParse({ ...profile, ...overrides });
    expect(result.error?.issues[0]?.message).toMatch(/^[A-Z].*\.$/);
  });

  test('with a number that cannot be one is refused at its field', async () => {
    const ctx = await as('owner');
    const work = updateBusiness(ctx, parse({ phone: '12' }));
    await expect(work).rejects.toMatchObject({ code: 'BAD_REQUEST', details: { field: 'phone' } });
  });
});

describe('the logo', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');

  test.each([
    ['image/png', png],
    ['image/jpeg', Buffer.from('ffd8ffe000104a46', 'hex')],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')],
  ])('is known by its content: %s', async (contentType, content) => {
    const ctx = await as('admin');
    const { logoVersion } = await setLogo(ctx, { contentBase64: content.toString('base64') });
    expect(await getLogo(ctx)).toMatchObject({ contentType, content });
    expect((await getBusiness(ctx)).logoVersion).toBe(logoVersion);
    await removeLogo(ctx);
    expect(await getLogo(ctx)).toBeNull();
    expect((await getBusiness(ctx)).logoVersion).toBeNull();
  });

  test.each([
    ['a page', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a GIF', Buffer.from('GIF89a')],
    ['a sound in RIFF', Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1')],
    ['nothing', Buffer.alloc(0)],
  ])('is refused when it is %s', async (_what, content) => {
    const ctx = await as('admin');
    const contentBase64 = content.toString('base64');
    expect(await refusalOf(setLogo(ctx, { contentBase64 }))).toBe('BAD_REQUEST');
  });

  test('is refused when it is larger than 512 KB', async () => {
    const ctx = await as('admin');
    const large = Buffer.concat([png, Buffer.alloc(512 * 1024)]).toString('base64');
    expect(setLogoSchema.safeParse({ contentBase64: large }).success).toBe(false);
    expect(await refusalOf(setLogo(ctx, { contentBase64: large }))).toBe('BAD_REQUEST');
  });
});

describe('a person of several businesses', () => {
  test('opens another one and works there, and switches back', async () => {
    const ctx = testAccountContext();
    const login = await createLogin();
    await createMember(businessId, { userId: login.id });
    const session = await signedIn(ctx, login.id);
    const opened = await openAnother({ ...ctx, session }, { name: 'Second', locale: 'pt-BR' });
    const there = await findSession(session.sessionId, ctx.now());
    expect(there?.current).toMatchObject({ businessId: opened.businessId, role: 'owner' });
    await switchBusiness({ ...ctx, session: there ?? session }, { businessId });
    const back = await findSession(session.sessionId, ctx.now());
    expect(back?.current?.businessId).toBe(businessId);
    const next = await signedIn(ctx, login.id);
    expect(next.current?.businessId).toBe(businessId);
  });

  test('does not get into one they do not belong to', async () => {
    const ctx = testAccountContext();
    const session = await signedIn(ctx, (await createLogin()).id);
    const me = { ...ctx, session };
    for (const id of [businessId, randomUUID()]) {
      expect(await refusalOf(switchBusiness(me, { businessId: id }))).toBe('NOT_FOUND');
    }
  });

  test('has one name in all of them', async () => {
    const ctx = testAccountContext();
    const login = await createLogin();
    await createMember(businessId, { userId: login.id, role: 'owner' });
    const other = await createBusiness();
    const member = await createMember(other.id, { userId: login.id, role: 'owner' });
    const session = await signedIn(ctx, login.id);
    await renameUser({ ...ctx, session }, { name: 'New Name' });
    const there = testContext({ businessId: other.id, actor: actorOf(member) });
    expect(await listMembers(there)).toMatchObject([{ name: 'New Name' }]);
    const now = await findSession(session.sessionId, ctx.now());
    expect([now?.user.name, now?.current?.name]).toEqual(['New Name', 'New Name']);
  });
});

describe('deleting a business', () => {
  test.each<[Role, string, string | null]>([
    ['owner', 'Before', null],
    ['owner', 'before', 'BAD_REQUEST'],
    ['admin', 'Before', 'FORBIDDEN'],
    ['agent', 'Before', 'FORBIDDEN'],
  ])('by %s who types %s: %s', async (role, confirmation, refusal) => {
    expect(await refusalOf(deleteBusiness(await as(role), { confirmation }))).toBe(refusal);
  });

  test('locks everybody out and lets go of its channels', async () => {
    const ctx = testAccountContext();
    const login = await createLogin();
    const owner = await createMember(businessId, { userId: login.id, role: 'owner' });
    const { externalId } = await createChannel(businessId);
    const { sessionId } = await signedIn(ctx, login.id);
    const work = testContext({ businessId, actor: actorOf(owner) });
    await deleteBusiness(work, { confirmation: 'Before' });
    expect(await findSession(sessionId, ctx.now())).toMatchObject({
      memberships: [],
      current: null,
    });
    const rows = await forBusiness(businessId, (tx) => tx.select().from(channels));
    expect(rows).toMatchObject([{ status: 'disconnected', encryptedCredentials: '' }]);
    const other = await createBusiness();
    await expect(createChannel(other.id, { externalId })).resolves.toBeTruthy();
  });
});

describe('the list of channels', () => {
  test('shows no secret, and where the provider must knock is told beside it', async () => {
    const credentials = { accessToken: 'very secret', verifyToken: 'a word of its own' };
    const { id: channelId } = await createChannel(businessId, { credentials });
    const admin = await as('admin');
    const listed = await listChannels(admin);
    expect(listed).toMatchObject([{ id: channelId, kind: 'whatsapp', findings: [] }]);
    expect(JSON.stringify(listed)).not.toMatch(/secret|credential|word of its own/i);
    expect(await getWebhook(admin, { channelId })).toEqual({
      url: 'http://frontdesk.test/api/webhooks/whatsapp',
      isPublic: false,
      verifyToken: 'a word of its own',
    });
  });
});

test.each([
  ['en-IN', 'INR'],
  ['pt', 'BRL'],
  ['de-DE', 'EUR'],
  ['xx', 'USD'],
  ['???', 'USD'],
])('money is first guessed from the locale: %s is %s', (locale, currency) => {
  expect(suggestCurrency(locale)).toBe(currency);
});

test('a locale that is none has no country', () => {
  expect(regionOf('not a locale')).toBe('');
});
