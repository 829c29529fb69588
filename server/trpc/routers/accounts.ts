import { createAccountContext, createSignedInContext } from '#server/account-context.ts';
import { changePassword } from '#server/domain/accounts/change-password.ts';
import { createResetLink } from '#server/domain/accounts/create-reset-link.ts';
import { renameUser } from '#server/domain/accounts/rename-user.ts';
import { requestReset } from '#server/domain/accounts/request-reset.ts';
import { findReset, resetPassword } from '#server/domain/accounts/reset-password.ts';
import {
  changePasswordSchema,
  createResetLinkSchema,
  renameUserSchema,
  requestResetSchema,
  resetPasswordSchema,
  signUpSchema,
} from '#server/domain/accounts/schema.ts';
import { signUp } from '#server/domain/accounts/sign-up.ts';
import { hasBusinesses } from '#server/domain/businesses/has-businesses.ts';
import { invitationTokenSchema } from '#server/domain/invitations/schema.ts';
import { memberProcedure, publicProcedure, router, userProcedure } from '#server/trpc/init.ts';

export const accountsRouter = router({
  isFirstVisitor: publicProcedure.query(async () => !(await hasBusinesses())),
  signUp: publicProcedure.input(signUpSchema).mutation(async ({ ctx, input }) => {
    await signUp(createAccountContext(ctx), input);
  }),
  requestReset: publicProcedure
    .input(requestResetSchema)
    .mutation(({ ctx, input }) => requestReset(createAccountContext(ctx), input)),
  findReset: publicProcedure.input(invitationTokenSchema).query(async ({ ctx, input }) => {
    const owner = await findReset(createAccountContext(ctx), input.token);
    return owner === null ? null : { email: owner.email };
  }),
  resetPassword: publicProcedure
    .input(resetPasswordSchema)
    .mutation(({ ctx, input }) => resetPassword(createAccountContext(ctx), input)),
  changePassword: userProcedure
    .input(changePasswordSchema)
    .mutation(({ ctx, input }) => changePassword(createSignedInContext(ctx), input)),
  rename: userProcedure
    .input(renameUserSchema)
    .mutation(({ ctx, input }) => renameUser(createSignedInContext(ctx), input)),
  createResetLink: memberProcedure
    .input(createResetLinkSchema)
    .mutation(({ ctx, input }) => createResetLink(ctx.business, input)),
});
