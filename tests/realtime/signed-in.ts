import { randomUUID } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import { createMember } from '#db/testing/factories.ts';
import { userSessions } from '#db/schema/users.ts';
import { forSystem } from '#db/system.ts';
import { sessionCookieName } from '#server/auth/session-cookie.ts';
import { env } from '#server/env.ts';

/** A member with a live session, and the Cookie header that proves it. */
export async function signedInMember(businessId: string) {
  const member = await createMember(businessId);
  const sessionId = randomUUID();
  const expiresAt = new Date(Date.now() + 86_400_000);
  await forSystem((tx) =>
    tx.insert(userSessions).values({ id: sessionId, userId: member.userId, businessId, expiresAt }),
  );
  const token = await encode({ token: { sessionId }, secret: env().NEXTAUTH_SECRET });
  return { member, sessionId, cookie: `${sessionCookieName()}=${token}` };
}
