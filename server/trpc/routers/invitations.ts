import { createAccountContext } from '#server/account-context.ts';
import { acceptInvitation } from '#server/domain/invitations/accept-invitation.ts';
import { createInvitation } from '#server/domain/invitations/create-invitation.ts';
import { findInvitation } from '#server/domain/invitations/find-invitation.ts';
import { listInvitations } from '#server/domain/invitations/list-invitations.ts';
import { resendInvitation } from '#server/domain/invitations/resend-invitation.ts';
import { revokeInvitation } from '#server/domain/invitations/revoke-invitation.ts';
import {
  acceptInvitationSchema,
  createInvitationSchema,
  invitationIdSchema,
  invitationTokenSchema,
} from '#server/domain/invitations/schema.ts';
import { memberProcedure, publicProcedure, router } from '#server/trpc/init.ts';

export const invitationsRouter = router({
  list: memberProcedure.query(({ ctx }) => listInvitations(ctx.business)),
  create: memberProcedure
    .input(createInvitationSchema)
    .mutation(({ ctx, input }) => createInvitation(ctx.business, input)),
  resend: memberProcedure
    .input(invitationIdSchema)
    .mutation(({ ctx, input }) => resendInvitation(ctx.business, input)),
  revoke: memberProcedure
    .input(invitationIdSchema)
    .mutation(({ ctx, input }) => revokeInvitation(ctx.business, input)),
  find: publicProcedure.input(invitationTokenSchema).query(async ({ ctx, input }) => {
    const found = await findInvitation(createAccountContext(ctx), input);
    if (found === null) return null;
    const { businessName, email, role, hasAccount } = found;
    return { businessName, email, role, hasAccount };
  }),
  accept: publicProcedure
    .input(acceptInvitationSchema)
    .mutation(({ ctx, input }) => acceptInvitation(createAccountContext(ctx), ctx.session, input)),
});
