import { decode } from 'next-auth/jwt';
import { z } from 'zod';
import type { Session } from '#server/auth/types.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import { env } from '#server/env.ts';

const tokenSchema = z.object({ sessionId: z.guid() });

/** The cookie that holds the session; over https the browser takes it from this very host only. */
export function sessionCookieName(): string {
  return isSecure() ? '__Host-next-auth.session-token' : 'next-auth.session-token';
}

/** Whether browsers reach us over https, by our public address. */
export function isSecure(): boolean {
  return env().APP_URL.startsWith('https:');
}

/** Who sends this Cookie header; null without a live session. */
export async function sessionFromCookieHeader(
  header: string | null | undefined,
): Promise<Session | null> {
  const sessionId = await sessionIdFromToken(tokenFromCookies(parseCookies(header ?? '')));
  return sessionId === null ? null : findSession(sessionId, new Date());
}

async function sessionIdFromToken(token: string): Promise<string | null> {
  if (token === '') return null;
  try {
    const claims: unknown = await decode({ token, secret: env().NEXTAUTH_SECRET });
    return tokenSchema.safeParse(claims).data?.sessionId ?? null;
  } catch {
    // Forged, cut short, expired, or sealed with another secret: nobody is signed in.
    return null;
  }
}

/** A long token is cut into cookies `name.0`, `name.1` and so on. */
function tokenFromCookies(cookies: Map<string, string>): string {
  const name = sessionCookieName();
  const whole = cookies.get(name);
  if (whole !== undefined) return whole;
  const chunks: string[] = [];
  for (let index = 0; index < 8; index += 1) {
    const chunk = cookies.get(`${name}.${index}`);
    if (chunk === undefined) break;
    chunks.push(chunk);
  }
  return chunks.join('');
}

function parseCookies(header: string): Map<string, string> {
  return new Map(
    header.split(';').flatMap((pair) => {
      const at = pair.indexOf('=');
      return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const];
    }),
  );
}
