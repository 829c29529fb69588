import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { forSystem } from '#db/system.ts';
import { activities } from '#db/schema/activities.ts';
import { members } from '#db/schema/members.ts';
import { users } from '#db/schema/users.ts';
import type { Role } from '#db/schema/vocabulary.ts';
import { createBusiness, createMember } from '#db/testing/factories.ts';
import { signIn } from '#server/domain/accounts/sign-in.ts';
import { acceptInvitation } from '#server/domain/invitations/accept-invitation.ts';
import { createInvitation } from '#server/domain/invitations/create-invitation.ts';
import { findInvitation } from '#server/domain/invitations/find-invitation.ts';
import { listInvitations } from '#server/domain/invitations/list-invitations.ts';
import { resendInvitation } from '#server/domain/invitations/resend-invitation.ts';
import { revokeInvitation } from '#server/domain/invitations/revoke-invitation.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import {
  createLogin,
  refusalOf,
  signedIn,
  testAccountContext,
} from '#tests/setup/test-account-context.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

type Member = Awaited<ReturnType<typeof createMember>>;

const person = { name: 'Kavya Nair', password: 'correct horse battery' };
let businessId: string;
let owner: Member;

beforeEach(async () => {
  businessId = (await createBusiness({ name: 'Luxe Salon' })).id;
  owner = await createMember(businessId, { role: 'owner', name: 'Meera' });
});

const as = (member: Member, isMailConfigured = false) =>
  testContext({ businessId, actor: actorOf(member), isMailConfigured });
const newEmail = () => `new-${randomUUID()}@example.test`;
const tokenOf = (link: string) => link.split('/').at(-1) ?? '';

async function invite(email = newEmail(), role: Role = 'agent') {
  const { link, invitationId } = await createInvitation(as(owner), { email, role });
  return { email, invitationId, token: tokenOf(link) };
}

const team = () =>
  forBusiness(businessId, (tx) => tx.select().from(members)).then((rows) =>
    rows.map(({ email, role, name }) => ({ email, role, name })),
  );

describe('inviting', () => {
  test.each<[Role, Role, string | null]>([
    ['owner', 'owner', null],
    ['owner', 'admin', null],
    ['admin', 'agent', null],
    ['admin', 'admin', 'FORBIDDEN'],
    ['admin', 'owner', 'FORBIDDEN'],
    ['agent', 'agent', 'FORBIDDEN'],
  ])('%s invites %s: %s', async (actor, role, refusal) => {
    const member = await createMember(businessId, { role: actor });
    const work = createInvitation(as(member), { email: newEmail(), role });
    expect(await refusalOf(work)).toBe(refusal);
  });

  test('the link is mailed where mail is set up, and shown either way', async () => {
    const withMail = as(owner, true);
    const email = newEmail();
    const issued = await createInvitation(withMail, { email, role: 'agent' });
    expect(issued.isMailed).toBe(true);
    expect(withMail.mails).toMatchObject([{ to: email, subject: 'Join Luxe Salon on Frontdesk' }]);
    expect(withMail.mails[0]?.text).toContain(issued.link);
    const without = await createInvitation(as(owner), { email: newEmail(), role: 'agent' });
    expect(without.isMailed).toBe(false);
    expect(without.link).toMatch(/^http:\/\/frontdesk\.test\/invite\/[\w-]{43}$/);
  });

  test('an email has one open invitation, even when two admins invite at once', async () => {
    const email = newEmail();
    const tries = [0, 1, 2, 3].map(() => createInvitation(as(owner), { email, role: 'agent' }));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listInvitations(as(owner))).map((one) => one.email)).toEqual([email]);
  });

  test('somebody who works here is not invited again', async () => {
    const work = createInvitation(as(owner), { email: owner.email, role: 'agent' });
    expect(await refusalOf(work)).toBe('CONFLICT');
  });

  test('an expired invitation makes room for a new one', async () => {
    const { email } = await invite();
    const later = as(owner);
    later.setNow(new Date(Date.now() + 8 * 86_400_000));
    await createInvitation(later, { email, role: 'agent' });
    expect(await listInvitations(later)).toMatchObject([{ email, isExpired: false }]);
  });
});

describe('an invitation', () => {
  test('brings in a new person with a login of their own, once', async () => {
    const ctx = testAccountContext();
    const { email, token } = await invite(newEmail(), 'admin');
    expect(await findInvitation(ctx, { token })).toMatchObject({ email, hasAccount: false });
    await acceptInvitation(ctx, null, { token, person });
    expect(await team()).toContainEqual({ email, role: 'admin', name: 'Kavya Nair' });
    expect(await refusalOf(signIn(ctx, { email, password: person.password }))).toBeNull();
    expect(await findInvitation(ctx, { token })).toBeNull();
    expect(await refusalOf(acceptInvitation(ctx, null, { token, person }))).toBe('NOT_FOUND');
    const kinds = await forBusiness(businessId, (tx) => tx.select().from(activities));
    expect(kinds.map(({ kind }) => kind)).toEqual(['member.invited', 'member.joined']);
  });

  test('accepted five times at once makes one member and one login', async () => {
    const { email, token } = await invite();
    const tries = [0, 1, 2, 3, 4].map(() =>
      acceptInvitation(testAccountContext(), null, { token, person }),
    );
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await team()).filter((member) => member.email === email)).toHaveLength(1);
    const logins = await forSystem((tx) => tx.select().from(users).where(eq(users.email, email)));
    expect(logins).toHaveLength(1);
  });

  test('lets a person with a login join only when signed in as the invited one', async () => {
    const ctx = testAccountContext();
    const login = await createLogin();
    const { token } = await invite(login.email);
    expect(await refusalOf(acceptInvitation(ctx, null, { token, person }))).toBe('CONFLICT');
    const stranger = await signedIn(ctx, (await createLogin()).id);
    expect(await refusalOf(acceptInvitation(ctx, stranger, { token }))).toBe('FORBIDDEN');
    const session = await signedIn(ctx, login.id);
    await acceptInvitation(ctx, session, { token });
    const now = await findSession(session.sessionId, ctx.now());
    expect(now?.current).toMatchObject({ businessId, role: 'agent' });
  });

  test('ends after seven days', async () => {
    const { token } = await invite();
    const ctx = testAccountContext();
    ctx.setNow(new Date(Date.now() + 7 * 86_400_000 + 1_000));
    expect(await findInvitation(ctx, { token })).toBeNull();
    expect(await refusalOf(acceptInvitation(ctx, null, { token, person }))).toBe('NOT_FOUND');
  });

  test('stops working when it is taken back or made anew', async () => {
    const ctx = testAccountContext();
    const first = await invite();
    const { link } = await resendInvitation(as(owner), { invitationId: first.invitationId });
    expect(await findInvitation(ctx, { token: first.token })).toBeNull();
    expect(await findInvitation(ctx, { token: tokenOf(link) })).not.toBeNull();
    await revokeInvitation(as(owner), { invitationId: first.invitationId });
    expect(await findInvitation(ctx, { token: tokenOf(link) })).toBeNull();
    expect(await listInvitations(as(owner))).toEqual([]);
  });

  test('is an admin’s matter only when it is for an agent', async () => {
    const admin = await createMember(businessId, { role: 'admin' });
    const { invitationId } = await invite(newEmail(), 'admin');
    const input = { invitationId };
    expect(await refusalOf(resendInvitation(as(admin), input))).toBe('FORBIDDEN');
    expect(await refusalOf(revokeInvitation(as(admin), input))).toBe('FORBIDDEN');
    const agent = await createMember(businessId, { role: 'agent' });
    expect(await refusalOf(listInvitations(as(agent)))).toBe('FORBIDDEN');
  });

  test('of another business is not found', async () => {
    const { invitationId } = await invite();
    const other = await createBusiness();
    const stranger = await createMember(other.id, { role: 'owner' });
    const ctx = testContext({ businessId: other.id, actor: actorOf(stranger) });
    expect(await refusalOf(revokeInvitation(ctx, { invitationId }))).toBe('NOT_FOUND');
    expect(await refusalOf(resendInvitation(ctx, { invitationId }))).toBe('NOT_FOUND');
  });

  test('with a weak password makes nothing and stays open', async () => {
    const ctx = testAccountContext();
    const { token } = await invite();
    const weak = { ...person, password: 'Luxe Salon' };
    expect(await refusalOf(acceptInvitation(ctx, null, { token, person: weak }))).toBe(
      'BAD_REQUEST',
    );
    expect(await findInvitation(ctx, { token })).not.toBeNull();
  });
});
