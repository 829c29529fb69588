import { randomUUID } from 'node:crypto';
import { createUser } from '#db/testing/factories.ts';
import type { Session } from '#server/auth/types.ts';
import type { AccountContext } from '#server/domain/account-context.ts';
import { hashPassword } from '#server/domain/accounts/hash-password.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import { startSession } from '#server/domain/sessions/start-session.ts';
import { log } from '#server/log.ts';
import { testContext } from '#tests/setup/test-context.ts';
import type { Mail } from '#tests/setup/test-context.ts';

export interface TestAccountContext extends AccountContext {
  readonly mails: Mail[];
  /** Moves the clock, which otherwise stands still. */
  setNow(now: Date): void;
}

/** A context for verbs about logins; each comes from a network address of its own unless given. */
export function testAccountContext(
  options: { address?: string; isMailConfigured?: boolean } = {},
): TestAccountContext {
  const mails: Mail[] = [];
  let now = new Date();
  return {
    client: { address: options.address ?? randomUUID(), userAgent: 'Mozilla/5.0 (X11; Linux)' },
    inBusiness: (businessId, actor) => testContext({ businessId, actor, now }),
    mails,
    mail: {
      isConfigured: options.isMailConfigured ?? true,
      send: async (mail) => void mails.push(mail),
    },
    now: () => now,
    setNow: (moment) => void (now = moment),
    log: log(),
  };
}

/** A login that can sign in. */
export async function createLogin(password = 'correct horse battery') {
  const user = await createUser({ passwordHash: await hashPassword(password) });
  return { ...user, password };
}

/** A person who has just signed in, as the server sees them. */
export async function signedIn(ctx: AccountContext, userId: string): Promise<Session> {
  const session = await findSession(await startSession(ctx, userId), ctx.now());
  if (session === null) throw new Error('The session that was just started is not there.');
  return session;
}

/** What the promise was refused with, or null when it was not. */
export async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}
