import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { z } from 'zod';
import { createAccountContext } from '#server/account-context.ts';
import { isSecure, sessionCookieName } from '#server/auth/session-cookie.ts';
import { clientAddress } from '#server/auth/client-address.ts';
import { signIn } from '#server/domain/accounts/sign-in.ts';
import { signInSchema } from '#server/domain/accounts/schema.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { endSessionAtSignOut } from '#server/domain/sessions/end-sessions.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import { env } from '#server/env.ts';

const absoluteSeconds = 90 * 86_400;

/** The token in the cookie is only a reference: every use asks the database for the live row. */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: absoluteSeconds },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure() },
      },
    },
    providers: [emailAndPassword()],
    callbacks: {
      jwt: async ({ token, user }) => {
        const started = startedSession(user);
        if (started !== null) return { sessionId: started };
        return (await liveSession(token)) === null ? {} : { sessionId: token.sessionId };
      },
      session: async ({ session, token }) => {
        const live = await liveSession(token);
        return live === null
          ? { expires: session.expires }
          : { expires: session.expires, user: { name: live.user.name, email: live.user.email } };
      },
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token.sessionId === 'string') {
          await endSessionAtSignOut(token.sessionId, new Date());
        }
      },
    },
  };
}

function emailAndPassword() {
  return CredentialsProvider({
    credentials: { email: {}, password: {} },
    authorize: async (credentials, request) => {
      const given = signInSchema.safeParse(credentials);
      if (!given.success) return null;
      const headers = (request.headers ?? {}) as Record<string, string | undefined>;
      const ctx = createAccountContext({
        address: clientAddress(headers['x-forwarded-for']),
        userAgent: headers['user-agent'] ?? null,
      });
      try {
        const { userId, sessionId } = await signIn(ctx, given.data);
        return { id: userId, sessionId };
      } catch (error) {
        if (error instanceof ServiceError) return null;
        throw error;
      }
    },
  });
}

/** Only at sign-in is there a user, made by authorize; later there is none, whatever the type says. */
function startedSession(user: unknown): string | null {
  return z.object({ sessionId: z.guid() }).safeParse(user).data?.sessionId ?? null;
}

function liveSession(token: Record<string, unknown>) {
  return typeof token.sessionId === 'string'
    ? findSession(token.sessionId, new Date())
    : Promise.resolve(null);
}
