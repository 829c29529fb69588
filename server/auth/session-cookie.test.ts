import { encode } from 'next-auth/jwt';
import { describe, expect, test } from 'vitest';
import { sessionCookieName, sessionFromCookieHeader } from '#server/auth/session-cookie.ts';
import { authOptions } from '#server/auth/options.ts';
import { endSessionAtSignOut } from '#server/domain/sessions/end-sessions.ts';
import { env } from '#server/env.ts';
import { createLogin, signedIn, testAccountContext } from '#tests/setup/test-account-context.ts';

const name = sessionCookieName();

async function cookieOf(token: Record<string, unknown>, secret = env().NEXTAUTH_SECRET) {
  return encode({ token, secret });
}

async function freshSession() {
  const ctx = testAccountContext();
  const login = await createLogin();
  const { sessionId } = await signedIn(ctx, login.id);
  return { sessionId, email: login.email };
}

describe('the Cookie header', () => {
  test('names its person, among other cookies', async () => {
    const { sessionId, email } = await freshSession();
    const header = `theme=dark; ${name}=${await cookieOf({ sessionId })}; last=1`;
    expect((await sessionFromCookieHeader(header))?.user.email).toBe(email);
  });

  test('may carry the token in pieces', async () => {
    const { sessionId, email } = await freshSession();
    const token = await cookieOf({ sessionId });
    const header = `${name}.1=${token.slice(60)}; ${name}.0=${token.slice(0, 60)}`;
    expect((await sessionFromCookieHeader(header))?.user.email).toBe(email);
  });

  test('of an ended session names nobody', async () => {
    const { sessionId } = await freshSession();
    const header = `${name}=${await cookieOf({ sessionId })}`;
    await endSessionAtSignOut(sessionId, new Date());
    expect(await sessionFromCookieHeader(header)).toBeNull();
  });

  test('sealed with another secret, cut short or without a session names nobody', async () => {
    const { sessionId } = await freshSession();
    const token = await cookieOf({ sessionId });
    const forged = await cookieOf({ sessionId }, 'a secret of somebody else');
    const headers = [forged, token.slice(0, -4), await cookieOf({}), 'x', ''].map(
      (value) => `${name}=${value}`,
    );
    for (const header of [...headers, '', ';;;', '=', null]) {
      expect(await sessionFromCookieHeader(header)).toBeNull();
    }
  });
});

describe('what next-auth tells the browser', () => {
  const { callbacks } = authOptions();
  const expires = '2030-01-01T00:00:00.000Z';

  async function tell(token: Record<string, unknown>): Promise<unknown> {
    const jwt = callbacks?.jwt as unknown as (input: object) => Promise<Record<string, unknown>>;
    const session = callbacks?.session as unknown as (input: object) => Promise<unknown>;
    const kept = await jwt({ token });
    return session({ session: { expires }, token: kept });
  }

  test('is the name while the session lives, and nobody once it is ended', async () => {
    const { sessionId, email } = await freshSession();
    expect(await tell({ sessionId })).toMatchObject({ user: { email } });
    await endSessionAtSignOut(sessionId, new Date());
    expect(await tell({ sessionId })).toEqual({ expires });
  });
});
