import { createSignedInContext } from '#server/account-context.ts';
import { removeLogo, setLogo } from '#server/domain/businesses/change-logo.ts';
import { createBusiness } from '#server/domain/businesses/create-business.ts';
import { deleteBusiness } from '#server/domain/businesses/delete-business.ts';
import { getBusiness } from '#server/domain/businesses/get-business.ts';
import {
  createBusinessSchema,
  deleteBusinessSchema,
  setLogoSchema,
  switchBusinessSchema,
  updateBusinessSchema,
} from '#server/domain/businesses/schema.ts';
import { switchBusiness } from '#server/domain/businesses/switch-business.ts';
import { updateBusiness } from '#server/domain/businesses/update-business.ts';
import { memberProcedure, router, userProcedure } from '#server/trpc/init.ts';

export const businessesRouter = router({
  current: memberProcedure.query(({ ctx }) => getBusiness(ctx.business)),
  update: memberProcedure
    .input(updateBusinessSchema)
    .mutation(({ ctx, input }) => updateBusiness(ctx.business, input)),
  setLogo: memberProcedure
    .input(setLogoSchema)
    .mutation(({ ctx, input }) => setLogo(ctx.business, input)),
  removeLogo: memberProcedure.mutation(({ ctx }) => removeLogo(ctx.business)),
  delete: memberProcedure
    .input(deleteBusinessSchema)
    .mutation(({ ctx, input }) => deleteBusiness(ctx.business, input)),
  create: userProcedure
    .input(createBusinessSchema)
    .mutation(({ ctx, input }) => createBusiness(createSignedInContext(ctx), input)),
  switch: userProcedure
    .input(switchBusinessSchema)
    .mutation(({ ctx, input }) => switchBusiness(createSignedInContext(ctx), input)),
});
