import { getContact } from '#server/domain/contacts/get-contact.ts';
import { contactIdInput } from '#server/domain/contacts/schema.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const contactsRouter = router({
  get: memberProcedure
    .input(contactIdInput)
    .query(({ ctx, input }) => getContact(ctx.business, input)),
});
