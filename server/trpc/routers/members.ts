import { changeRole } from '#server/domain/members/change-role.ts';
import { disableMember } from '#server/domain/members/disable-member.ts';
import { enableMember } from '#server/domain/members/enable-member.ts';
import { leaveBusiness } from '#server/domain/members/leave-business.ts';
import { listMembers } from '#server/domain/members/list-members.ts';
import { changeRoleSchema, memberIdSchema } from '#server/domain/members/schema.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const membersRouter = router({
  list: memberProcedure.query(({ ctx }) => listMembers(ctx.business)),
  changeRole: memberProcedure
    .input(changeRoleSchema)
    .mutation(({ ctx, input }) => changeRole(ctx.business, input)),
  disable: memberProcedure
    .input(memberIdSchema)
    .mutation(({ ctx, input }) => disableMember(ctx.business, input)),
  enable: memberProcedure
    .input(memberIdSchema)
    .mutation(({ ctx, input }) => enableMember(ctx.business, input)),
  leave: memberProcedure.mutation(({ ctx }) => leaveBusiness(ctx.business)),
});
