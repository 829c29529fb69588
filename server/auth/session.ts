import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { safePath } from '#server/auth/safe-path.ts';
import { sessionFromCookieHeader } from '#server/auth/session-cookie.ts';
import type { Membership, Session } from '#server/auth/types.ts';

/** Who makes this request, read once for it; null when nobody is signed in. */
export const getSession = cache(async (): Promise<Session | null> => {
  const head = await headers();
  return sessionFromCookieHeader(head.get('cookie'));
});

export interface MemberAtWork {
  sessionId: string;
  user: Session['user'];
  member: Membership;
  business: { id: string; name: string; logoVersion: string | null };
  businesses: { id: string; name: string }[];
}

/** For pages of the desk: sends people to sign in, and those without a business to open one. */
export const requireMember = cache(async (): Promise<MemberAtWork> => {
  const session = await getSession();
  if (session === null) redirect(await signInPath());
  const { current: member, sessionId, user, memberships } = session;
  if (member === null) redirect('/sign-up');
  return {
    sessionId,
    user,
    member,
    business: {
      id: member.businessId,
      name: member.businessName,
      logoVersion: member.logoVersion,
    },
    businesses: memberships.map((place) => ({ id: place.businessId, name: place.businessName })),
  };
});

/** Remembers the page that was asked for; the inbox is where signing in leads anyway. */
async function signInPath(): Promise<string> {
  const path = safePath((await headers()).get('x-path'));
  return path === '/inbox' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}
