import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import type { BusinessTx } from '#db/business.ts';
import { forSystem, withSystem } from '#db/system.ts';
import { invitations, members } from '#db/schema/members.ts';
import { users, userSessions } from '#db/schema/users.ts';
import type { Session } from '#server/auth/types.ts';
import type { AccountContext } from '#server/domain/account-context.ts';
import { checkPassword } from '#server/domain/accounts/check-password.ts';
import { hashPassword } from '#server/domain/accounts/hash-password.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { findInvitation } from '#server/domain/invitations/find-invitation.ts';
import { hashToken } from '#server/domain/invitations/internal.ts';
import type { acceptInvitationSchema } from '#server/domain/invitations/schema.ts';

interface Person {
  userId: string;
  name: string;
  /** Only for a login that is to be made. */
  passwordHash?: string;
}

/** Joins a business by link, once: a new person with name and password, others signed in as invited. */
export async function acceptInvitation(
  ctx: AccountContext,
  session: Session | null,
  { token, person }: z.output<typeof acceptInvitationSchema>,
): Promise<{ businessId: string; email: string }> {
  const invitation = await findInvitation(ctx, { token });
  if (invitation === null) throw notFound('invitation');
  const { businessId, email, role } = invitation;
  const joining =
    session === null ? await newPerson(invitation, person) : knownPerson(invitation, session);
  const memberId = randomUUID();
  const { userId, name } = joining;
  const actor = { kind: 'member', memberId, role, userId, name } as const;
  const business = ctx.inBusiness(businessId, actor);
  await business.db(async (tx) => {
    await claimInvitation(business, tx, token);
    if (joining.passwordHash !== undefined) await addUser(tx, email, joining, joining.passwordHash);
    await addMember(business, tx, { memberId, email, role, joining });
  });
  if (session !== null) await workThere(session.sessionId, businessId);
  ctx.log.info({ event: 'member.joined', businessId, memberId }, 'member joined');
  return { businessId, email };
}

async function newPerson(
  invitation: { email: string; businessName: string; hasAccount: boolean },
  person: z.output<typeof acceptInvitationSchema>['person'],
): Promise<Person> {
  if (invitation.hasAccount) throw signInFirst(invitation.email);
  if (person === undefined) {
    throw new ServiceError('BAD_REQUEST', 'Enter your name and choose a password.');
  }
  await checkPassword(person.password, { ...invitation, name: person.name });
  return {
    userId: randomUUID(),
    name: person.name,
    passwordHash: await hashPassword(person.password),
  };
}

function knownPerson(invitation: { email: string }, session: Session): Person {
  if (session.user.email !== invitation.email) {
    throw new ServiceError(
      'FORBIDDEN',
      `This invitation is for ${invitation.email}. Sign out, then open the link again.`,
    );
  }
  return { userId: session.user.id, name: session.user.name };
}

/** The row is the lock: of two who accept at once, one finds nothing left to claim. */
async function claimInvitation(ctx: BusinessContext, tx: BusinessTx, token: string) {
  const claimed = await tx
    .update(invitations)
    .set({ acceptedAt: ctx.now() })
    .where(
      and(
        eq(invitations.businessId, ctx.businessId),
        eq(invitations.tokenHash, hashToken(token)),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        gt(invitations.expiresAt, ctx.now()),
      ),
    )
    .returning({ id: invitations.id });
  if (claimed.length === 0) throw notFound('invitation');
}

async function addUser(tx: BusinessTx, email: string, person: Person, passwordHash: string) {
  const { userId: id, name } = person;
  const added = await withSystem(tx, (system) =>
    system
      .insert(users)
      .values({ id, email, name, passwordHash })
      .onConflictDoNothing({ target: users.email })
      .returning({ id: users.id }),
  );
  if (added.length === 0) throw signInFirst(email);
}

async function addMember(
  ctx: BusinessContext,
  tx: BusinessTx,
  joiner: Pick<typeof members.$inferSelect, 'email' | 'role'> & {
    memberId: string;
    joining: Person;
  },
) {
  const { memberId, email, role, joining } = joiner;
  const { userId, name } = joining;
  const added = await tx
    .insert(members)
    .values({ businessId: ctx.businessId, id: memberId, userId, role, name, email })
    .onConflictDoNothing()
    .returning({ id: members.id });
  if (added.length === 0) throw new ServiceError('CONFLICT', 'You already have a place here.');
  await ctx.publish(tx, { name: 'member.updated', ids: { memberId } });
  await recordActivity(ctx, tx, { kind: 'member.joined', data: { memberId, name, role } });
}

function workThere(sessionId: string, businessId: string) {
  return forSystem((tx) =>
    tx.update(userSessions).set({ businessId }).where(eq(userSessions.id, sessionId)),
  );
}

function signInFirst(email: string): ServiceError {
  return new ServiceError('CONFLICT', `${email} already has an account. Sign in first, then join.`);
}
