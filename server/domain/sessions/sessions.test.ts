import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createBusiness, createMember } from '#db/testing/factories.ts';
import { deleteBusiness } from '#server/domain/businesses/delete-business.ts';
import { describeDevice } from '#server/domain/sessions/describe-device.ts';
import {
  endOtherSessions,
  endSession,
  endSessionAtSignOut,
} from '#server/domain/sessions/end-sessions.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import { listSessions } from '#server/domain/sessions/list-sessions.ts';
import {
  createLogin,
  refusalOf,
  signedIn,
  testAccountContext,
} from '#tests/setup/test-account-context.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

const days = (count: number) => count * 86_400_000;

describe('a session', () => {
  test('ends after thirty days without use, and each use begins them anew', async () => {
    const ctx = testAccountContext();
    const { sessionId } = await signedIn(ctx, (await createLogin()).id);
    const start = ctx.now().getTime();
    const at = (moment: number) => findSession(sessionId, new Date(start + moment));
    expect(await at(days(29))).not.toBeNull();
    expect(await at(days(58))).not.toBeNull();
    expect(await at(days(58) + days(30) + 1)).toBeNull();
  });

  test('ends after ninety days, however much it is used', async () => {
    const ctx = testAccountContext();
    const { sessionId } = await signedIn(ctx, (await createLogin()).id);
    const start = ctx.now().getTime();
    for (const day of [20, 40, 60, 80, 89]) {
      expect(await findSession(sessionId, new Date(start + days(day)))).not.toBeNull();
    }
    expect(await findSession(sessionId, new Date(start + days(90) + 1))).toBeNull();
  });

  test('notes when it was last seen, at most once a minute', async () => {
    const ctx = testAccountContext();
    const session = await signedIn(ctx, (await createLogin()).id);
    const start = ctx.now().getTime();
    const seen = async () => (await listSessions({ ...ctx, session }))[0]?.lastSeenAt.getTime();
    await findSession(session.sessionId, new Date(start + 30_000));
    expect(await seen()).toBe(start);
    await findSession(session.sessionId, new Date(start + 61_000));
    expect(await seen()).toBe(start + 61_000);
  });

  test('is refused from the moment it is ended', async () => {
    const ctx = testAccountContext();
    const { id } = await createLogin();
    const [session, second] = [await signedIn(ctx, id), await signedIn(ctx, id)];
    await endSession({ ...ctx, session }, { sessionId: second.sessionId });
    expect(await findSession(second.sessionId, ctx.now())).toBeNull();
    await endSessionAtSignOut(session.sessionId, ctx.now());
    expect(await findSession(session.sessionId, ctx.now())).toBeNull();
  });

  test('of another person is neither listed nor ended', async () => {
    const ctx = testAccountContext();
    const session = await signedIn(ctx, (await createLogin()).id);
    const theirs = await signedIn(ctx, (await createLogin()).id);
    const me = { ...ctx, session };
    expect((await listSessions(me)).map(({ id }) => id)).toEqual([session.sessionId]);
    for (const sessionId of [theirs.sessionId, randomUUID()]) {
      expect(await refusalOf(endSession(me, { sessionId }))).toBe('NOT_FOUND');
    }
    expect(await findSession(theirs.sessionId, ctx.now())).not.toBeNull();
  });

  test('outlives the end of all others', async () => {
    const ctx = testAccountContext();
    const { id } = await createLogin();
    const session = await signedIn(ctx, id);
    const others = [await signedIn(ctx, id), await signedIn(ctx, id)];
    expect(await endOtherSessions({ ...ctx, session })).toBe(2);
    for (const { sessionId } of others) {
      expect(await findSession(sessionId, ctx.now())).toBeNull();
    }
    const listed = await listSessions({ ...ctx, session });
    expect(listed).toMatchObject([{ isCurrent: true, device: 'Linux' }]);
  });

  test('goes on in another business when its own is deleted', async () => {
    const ctx = testAccountContext();
    const { id: userId } = await createLogin();
    const [first, second] = [await createBusiness({ name: 'One' }), await createBusiness()];
    const owner = await createMember(first.id, { userId, role: 'owner' });
    await createMember(second.id, { userId, role: 'agent' });
    const { sessionId, current } = await signedIn(ctx, userId);
    expect(current?.businessId).toBe(first.id);
    const business = testContext({ businessId: first.id, actor: actorOf(owner) });
    await deleteBusiness(business, { confirmation: 'One' });
    expect((await findSession(sessionId, ctx.now()))?.current?.businessId).toBe(second.id);
  });
});

describe('a device', () => {
  test.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 14.7; rv:132.0) Gecko/20100101 Firefox/132.0',
      'Firefox on Mac',
    ],
    ['curl/8.5.0', 'Unknown device'],
    [null, 'Unknown device'],
  ])('%s is %s', (userAgent, device) => {
    expect(describeDevice(userAgent)).toBe(device);
  });
});
