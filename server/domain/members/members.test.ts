import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import { members } from '#db/schema/members.ts';
import type { Role } from '#db/schema/vocabulary.ts';
import { createBusiness, createMember } from '#db/testing/factories.ts';
import { changeRole } from '#server/domain/members/change-role.ts';
import { disableMember } from '#server/domain/members/disable-member.ts';
import { enableMember } from '#server/domain/members/enable-member.ts';
import { leaveBusiness } from '#server/domain/members/leave-business.ts';
import { listMembers } from '#server/domain/members/list-members.ts';
import { findSession } from '#server/domain/sessions/find-session.ts';
import { refusalOf, signedIn, testAccountContext } from '#tests/setup/test-account-context.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

type Member = Awaited<ReturnType<typeof createMember>>;

let businessId: string;
let team: Record<Role, Member>;

beforeEach(async () => {
  businessId = (await createBusiness()).id;
  const [owner, admin, agent] = await Promise.all(
    (['owner', 'admin', 'agent'] as const).map((role) => createMember(businessId, { role })),
  );
  if (!owner || !admin || !agent) throw new Error('no team');
  team = { owner, admin, agent };
});

const as = (member: Member) => testContext({ businessId, actor: actorOf(member) });

function memberNow(memberId: string) {
  return forBusiness(businessId, async (tx) => {
    const [row] = await tx.select().from(members).where(eq(members.id, memberId));
    return row;
  });
}

async function kinds(): Promise<string[]> {
  const rows = await forBusiness(businessId, (tx) => tx.select().from(activities));
  return rows.map(({ kind }) => kind);
}

describe('who decides about whom', () => {
  test.each<[Role, Role, string | null]>([
    ['owner', 'admin', null],
    ['owner', 'agent', null],
    ['admin', 'agent', null],
    ['admin', 'owner', 'FORBIDDEN'],
    ['agent', 'admin', 'FORBIDDEN'],
    ['agent', 'owner', 'FORBIDDEN'],
  ])('%s disables and enables %s: %s', async (actor, target, refusal) => {
    const input = { memberId: team[target].id };
    expect(await refusalOf(disableMember(as(team[actor]), input))).toBe(refusal);
    expect((await memberNow(team[target].id))?.disabledAt === null).toBe(refusal !== null);
    expect(await refusalOf(enableMember(as(team[actor]), input))).toBe(refusal);
    expect((await memberNow(team[target].id))?.disabledAt).toBeNull();
  });

  test('an admin does not disable another admin', async () => {
    const other = await createMember(businessId, { role: 'admin' });
    const work = disableMember(as(team.admin), { memberId: other.id });
    expect(await refusalOf(work)).toBe('FORBIDDEN');
  });

  test.each<[Role, string | null]>([
    ['owner', null],
    ['admin', 'FORBIDDEN'],
    ['agent', 'FORBIDDEN'],
  ])('%s gives a role: %s', async (actor, refusal) => {
    const input = { memberId: team.agent.id, role: 'admin' as const };
    expect(await refusalOf(changeRole(as(team[actor]), input))).toBe(refusal);
    expect((await memberNow(team.agent.id))?.role).toBe(refusal === null ? 'admin' : 'agent');
  });

  test('an agent does not see the list, an admin does, with what they may do', async () => {
    expect(await refusalOf(listMembers(as(team.agent)))).toBe('FORBIDDEN');
    const listed = await listMembers(as(team.admin));
    const facts = listed.map(({ role, canManage, isSelf }) => ({ role, canManage, isSelf }));
    expect(facts).toEqual(
      expect.arrayContaining([
        { role: 'owner', canManage: false, isSelf: false },
        { role: 'admin', canManage: false, isSelf: true },
        { role: 'agent', canManage: true, isSelf: false },
      ]),
    );
  });

  test('another business’s member is not found', async () => {
    const stranger = await createMember((await createBusiness()).id);
    const input = { memberId: stranger.id };
    expect(await refusalOf(disableMember(as(team.owner), input))).toBe('NOT_FOUND');
    expect(await refusalOf(changeRole(as(team.owner), { ...input, role: 'agent' }))).toBe(
      'NOT_FOUND',
    );
    expect(await refusalOf(enableMember(as(team.owner), { memberId: randomUUID() }))).toBe(
      'NOT_FOUND',
    );
  });
});

describe('the last owner', () => {
  test('is not made less, and does not leave', async () => {
    const owner = as(team.owner);
    const demote = changeRole(owner, { memberId: team.owner.id, role: 'admin' });
    expect(await refusalOf(demote)).toBe('PRECONDITION_FAILED');
    expect(await refusalOf(leaveBusiness(owner))).toBe('PRECONDITION_FAILED');
  });

  test('is counted without owners who are disabled', async () => {
    await createMember(businessId, { role: 'owner', disabledAt: new Date() });
    expect(await refusalOf(leaveBusiness(as(team.owner)))).toBe('PRECONDITION_FAILED');
  });

  test('stays when two owners remove each other at once', async () => {
    const second = await createMember(businessId, { role: 'owner' });
    const results = await Promise.allSettled([
      disableMember(as(team.owner), { memberId: second.id }),
      disableMember(as(second), { memberId: team.owner.id }),
      leaveBusiness(as(team.owner)),
    ]);
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    const rows = await listMembers(as(team.admin));
    const owners = rows.filter(({ role, disabledAt }) => role === 'owner' && disabledAt === null);
    expect(owners).toHaveLength(1);
  });
});

describe('a member who is disabled', () => {
  test('has lost the place at the next look, and the sessions with it', async () => {
    const ctx = testAccountContext();
    const { sessionId } = await signedIn(ctx, team.agent.userId);
    await disableMember(as(team.admin), { memberId: team.agent.id });
    expect(await findSession(sessionId, ctx.now())).toBeNull();
    expect(await kinds()).toEqual(['member.disabled']);
  });

  test('who works elsewhere too keeps the session, but not this place', async () => {
    const other = await createBusiness();
    await createMember(other.id, { userId: team.agent.userId });
    const ctx = testAccountContext();
    const { sessionId } = await signedIn(ctx, team.agent.userId);
    await disableMember(as(team.admin), { memberId: team.agent.id });
    const session = await findSession(sessionId, ctx.now());
    expect(session?.memberships.map((place) => place.businessId)).toEqual([other.id]);
    expect(session?.current?.businessId).toBe(other.id);
  });

  test('cannot be oneself by mistake: one leaves', async () => {
    const self = disableMember(as(team.admin), { memberId: team.admin.id });
    expect(await refusalOf(self)).toBe('BAD_REQUEST');
    await leaveBusiness(as(team.admin));
    expect((await memberNow(team.admin.id))?.disabledAt).not.toBeNull();
  });

  test('is told of once, however often it is asked', async () => {
    await disableMember(as(team.owner), { memberId: team.agent.id });
    await disableMember(as(team.owner), { memberId: team.agent.id });
    await enableMember(as(team.owner), { memberId: team.agent.id });
    await enableMember(as(team.owner), { memberId: team.agent.id });
    expect(await kinds()).toEqual(['member.disabled', 'member.enabled']);
  });
});
