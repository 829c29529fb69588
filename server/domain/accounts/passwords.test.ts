import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Role } from '#db/schema/vocabulary.ts';
import { createBusiness, createMember } from '#db/testing/factories.ts';
import { changePassword } from '#server/domain/accounts/change-password.ts';
import { createResetLink } from '#server/domain/accounts/create-reset-link.ts';
import { requestReset } from '#server/domain/accounts/request-reset.ts';
import { findReset, resetPassword } from '#server/domain/accounts/reset-password.ts';
import { signIn } from '#server/domain/accounts/sign-in.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import {
  createLogin,
  refusalOf,
  signedIn,
  testAccountContext,
} from '#tests/setup/test-account-context.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

const next = 'nine small birds';
const tokenOf = (link: string) => link.split('/').at(-1) ?? '';

async function memberOf(businessId: string, role: Role, userId?: string) {
  const member = await createMember(businessId, { role, ...(userId && { userId }) });
  return { ...member, ctx: testContext({ businessId, actor: actorOf(member) }) };
}

describe('a link to choose a new password', () => {
  test('works once, and ends every session and every other link', async () => {
    const ctx = testAccountContext();
    const { id: businessId } = await createBusiness();
    const owner = await memberOf(businessId, 'owner');
    const login = await createLogin();
    const agent = await memberOf(businessId, 'agent', login.id);
    const session = await signedIn(ctx, login.id);
    const spare = await createResetLink(owner.ctx, { memberId: agent.id });
    const { link } = await createResetLink(owner.ctx, { memberId: agent.id });
    const token = tokenOf(link);
    await resetPassword(ctx, { token, password: next });
    expect(await findSession(session.sessionId, ctx.now())).toBeNull();
    expect(await refusalOf(resetPassword(ctx, { token, password: next }))).toBe('NOT_FOUND');
    expect(await findReset(ctx, tokenOf(spare.link))).toBeNull();
    expect(await refusalOf(signIn(ctx, { email: login.email, password: next }))).toBeNull();
    const old = signIn(ctx, { email: login.email, password: login.password });
    expect(await refusalOf(old)).toBe('UNAUTHENTICATED');
  });

  test('used five times at once works once', async () => {
    const ctx = testAccountContext();
    const { email } = await createLogin();
    await requestReset(ctx, { email });
    await expect.poll(() => ctx.mails.length).toBe(1);
    const token = /\/reset\/(\S+)/.exec(ctx.mails[0]?.text ?? '')?.[1] ?? '';
    const tries = [1, 2, 3, 4, 5].map((n) =>
      resetPassword(ctx, { token, password: `${next} ${n}` }),
    );
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('ends after an hour, and a weak password leaves it open', async () => {
    const ctx = testAccountContext();
    const { email, name } = await createLogin();
    await requestReset(ctx, { email });
    await expect.poll(() => ctx.mails.length).toBe(1);
    const token = /\/reset\/(\S+)/.exec(ctx.mails[0]?.text ?? '')?.[1] ?? '';
    expect(await refusalOf(resetPassword(ctx, { token, password: name }))).toBe('BAD_REQUEST');
    expect(await findReset(ctx, token)).toMatchObject({ email });
    ctx.setNow(new Date(ctx.now().getTime() + 3_601_000));
    expect(await findReset(ctx, token)).toBeNull();
    expect(await refusalOf(resetPassword(ctx, { token, password: next }))).toBe('NOT_FOUND');
  });

  test('is answered alike for an email that nobody has, and mailed once a minute', async () => {
    const ctx = testAccountContext();
    const { email } = await createLogin();
    expect(await requestReset(ctx, { email: `${randomUUID()}@x.test` })).toBeUndefined();
    expect(await requestReset(ctx, { email })).toBeUndefined();
    await expect.poll(() => ctx.mails.map(({ to }) => to)).toEqual([email]);
    await requestReset(ctx, { email });
    ctx.setNow(new Date(ctx.now().getTime() + 61_000));
    await requestReset(ctx, { email });
    await expect.poll(() => ctx.mails.length).toBe(2);
  });

  test.each<[Role, Role, string | null]>([
    ['owner', 'owner', null],
    ['owner', 'admin', null],
    ['admin', 'agent', null],
    ['admin', 'admin', 'FORBIDDEN'],
    ['admin', 'owner', 'FORBIDDEN'],
    ['agent', 'agent', 'FORBIDDEN'],
  ])('%s makes one for %s: %s', async (actor, target, refusal) => {
    const { id: businessId } = await createBusiness();
    const { ctx } = await memberOf(businessId, actor);
    const { id: memberId } = await memberOf(businessId, target);
    expect(await refusalOf(createResetLink(ctx, { memberId }))).toBe(refusal);
  });

  test('is refused for somebody who also works where the admin decides nothing', async () => {
    const [here, elsewhere] = [await createBusiness(), await createBusiness()];
    const owner = await memberOf(here.id, 'owner');
    const agent = await memberOf(here.id, 'agent');
    await memberOf(elsewhere.id, 'owner', agent.userId);
    const input = { memberId: agent.id };
    expect(await refusalOf(createResetLink(owner.ctx, input))).toBe('FORBIDDEN');
    await memberOf(elsewhere.id, 'owner', owner.userId);
    expect(await refusalOf(createResetLink(owner.ctx, input))).toBeNull();
  });
});

describe('changing one’s own password', () => {
  test('asks for the present one and ends the other sessions', async () => {
    const login = await createLogin();
    const ctx = testAccountContext();
    const session = await signedIn(ctx, login.id);
    const other = await signedIn(ctx, login.id);
    const me = { ...ctx, session };
    const wrong = { currentPassword: 'not this', newPassword: next };
    expect(await refusalOf(changePassword(me, wrong))).toBe('BAD_REQUEST');
    await changePassword(me, { currentPassword: login.password, newPassword: next });
    expect(await findSession(other.sessionId, ctx.now())).toBeNull();
    expect(await findSession(session.sessionId, ctx.now())).not.toBeNull();
    expect(await refusalOf(signIn(ctx, { email: login.email, password: next }))).toBeNull();
  });

  test('cannot be used to guess the present one', async () => {
    const login = await createLogin();
    const ctx = testAccountContext();
    const me = { ...ctx, session: await signedIn(ctx, login.id) };
    const wrong = { currentPassword: 'not this', newPassword: next };
    for (let index = 0; index < 5; index += 1) await refusalOf(changePassword(me, wrong));
    const right = { currentPassword: login.password, newPassword: next };
    expect(await refusalOf(changePassword(me, right))).toBe('TOO_MANY_REQUESTS');
  });
});
