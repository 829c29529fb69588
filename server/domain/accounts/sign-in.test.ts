import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signIn } from '#server/domain/accounts/sign-in.ts';
import { accountLimit, claimAttempt } from '#server/domain/accounts/limit-attempts.ts';
import { requestReset } from '#server/domain/accounts/request-reset.ts';
import { resetPassword } from '#server/domain/accounts/reset-password.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import {
  createLogin,
  refusalOf,
  signedIn,
  testAccountContext,
} from '#tests/setup/test-account-context.ts';

const later = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1_000);

async function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'accepted',
    (error: unknown) => ({ ...(error as object), message: (error as Error).message }),
  );
}

async function failTimes(email: string, times: number, ctx = testAccountContext()) {
  for (let index = 0; index < times; index += 1) {
    expect(await refusalOf(signIn(ctx, { email, password: 'wrong' }))).toBe('UNAUTHENTICATED');
  }
}

describe('signing in', () => {
  test('the right password starts a session that is new each time', async () => {
    const ctx = testAccountContext();
    const { email, password, id } = await createLogin();
    const first = await signIn(ctx, { email, password });
    const second = await signIn(ctx, { email, password });
    expect(first.userId).toBe(id);
    expect(second.sessionId).not.toBe(first.sessionId);
    expect((await findSession(first.sessionId, ctx.now()))?.user.email).toBe(email);
  });

  test('an unknown email, a wrong password and a locked account look exactly alike', async () => {
    const known = await createLogin();
    const ctx = testAccountContext();
    const wrong = await refusal(signIn(ctx, { email: known.email, password: 'wrong' }));
    const unknown = await refusal(signIn(ctx, { email: `${randomUUID()}@x.test`, password: 'w' }));
    await failTimes(known.email, 4);
    const { email, password } = known;
    const locked = await refusal(signIn(testAccountContext(), { email, password }));
    expect(unknown).toEqual(wrong);
    expect(locked).toEqual(wrong);
  });

  test('an unknown email takes as long as a wrong password', async () => {
    const { email } = await createLogin();
    const spent = async (address: string) => {
      const start = performance.now();
      await refusal(signIn(testAccountContext(), { email: address, password: 'wrong' }));
      return performance.now() - start;
    };
    await spent(`${randomUUID()}@x.test`);
    const known = await Promise.all([0, 1, 2].map(() => spent(email)));
    const unknown = await Promise.all([0, 1, 2].map(() => spent(`${randomUUID()}@x.test`)));
    // Generous, since the machine is shared: without the work it would be a tenth.
    expect(Math.max(...unknown)).toBeGreaterThan(Math.min(...known) / 3);
  });

  test('five failures close an account for half a minute, and each further one doubles it', async () => {
    const { email, password } = await createLogin();
    const ctx = testAccountContext();
    const start = ctx.now();
    await failTimes(email, 5, ctx);
    expect(await refusalOf(signIn(ctx, { email, password }))).toBe('UNAUTHENTICATED');
    ctx.setNow(later(start, 31));
    await failTimes(email, 1, ctx);
    ctx.setNow(later(start, 31 + 59));
    expect(await refusalOf(signIn(ctx, { email, password }))).toBe('UNAUTHENTICATED');
    ctx.setNow(later(start, 31 + 61));
    expect(await refusalOf(signIn(ctx, { email, password }))).toBeNull();
  });

  test('a success forgets the failures before it', async () => {
    const { email, password } = await createLogin();
    const ctx = testAccountContext();
    await failTimes(email, 4, ctx);
    await signIn(ctx, { email, password });
    await failTimes(email, 4, ctx);
    expect(await refusalOf(signIn(ctx, { email, password }))).toBeNull();
  });

  test('tries while it is closed do not keep it closed', async () => {
    const { email, password } = await createLogin();
    const ctx = testAccountContext();
    const start = ctx.now();
    await failTimes(email, 9, ctx);
    ctx.setNow(later(start, 31));
    expect(await refusalOf(signIn(ctx, { email, password }))).toBeNull();
  });

  test('the wait never exceeds an hour', async () => {
    const limit = accountLimit(`${randomUUID()}@x.test`);
    const ctx = testAccountContext();
    for (let index = 0; index < 30; index += 1) {
      await claimAttempt(ctx, [limit]);
      ctx.setNow(later(ctx.now(), 3_601));
    }
    expect(await claimAttempt(ctx, [limit])).toBe(true);
  });

  test('fifty guesses at once are five guesses', async () => {
    const limit = accountLimit(`${randomUUID()}@x.test`);
    const ctx = testAccountContext();
    const tries = Array.from({ length: 50 }, () => claimAttempt(ctx, [limit]));
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(5);
  });

  test('twenty failures from one address close it for every account, and other addresses stay open', async () => {
    const { email, password } = await createLogin();
    const sprayer = testAccountContext({
      address: `203.0.113.${Date.now() % 255}-${randomUUID()}`,
    });
    for (let index = 0; index < 20; index += 1) {
      await failTimes(`${randomUUID()}@x.test`, 1, sprayer);
    }
    expect(await refusalOf(signIn(sprayer, { email, password }))).toBe('UNAUTHENTICATED');
    expect(await refusalOf(signIn(testAccountContext(), { email, password }))).toBeNull();
  });

  test('a password reset opens a closed account and ends every session', async () => {
    const ctx = testAccountContext();
    const { id, email } = await createLogin();
    const before = await signedIn(ctx, id);
    await failTimes(email, 5, ctx);
    await requestReset(ctx, { email });
    await expect.poll(() => ctx.mails.length).toBe(1);
    const token = /\/reset\/(\S+)/.exec(ctx.mails[0]?.text ?? '')?.[1] ?? '';
    const password = 'a quite different one';
    await resetPassword(ctx, { token, password });
    expect(await findSession(before.sessionId, ctx.now())).toBeNull();
    expect(await refusalOf(signIn(ctx, { email, password }))).toBeNull();
  });
});
