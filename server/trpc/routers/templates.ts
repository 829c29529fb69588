import { createTemplate } from '#server/domain/templates/create-template.ts';
import { deleteTemplate } from '#server/domain/templates/delete-template.ts';
import { editTemplate } from '#server/domain/templates/edit-template.ts';
import { listTemplateChannels, listTemplates } from '#server/domain/templates/list-templates.ts';
import { requestSync } from '#server/domain/templates/request-sync.ts';
import {
  createTemplateInput,
  editTemplateInput,
  suggestTemplatesInput,
  templateIdInput,
} from '#server/domain/templates/schema.ts';
import { submitTemplate } from '#server/domain/templates/submit-template.ts';
import { suggestTemplates } from '#server/domain/templates/suggest-templates.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const templatesRouter = router({
  list: memberProcedure.query(({ ctx }) => listTemplates(ctx.business)),
  channels: memberProcedure.query(({ ctx }) => listTemplateChannels(ctx.business)),
  suggest: memberProcedure
    .input(suggestTemplatesInput)
    .query(({ ctx, input }) => suggestTemplates(ctx.business, input)),
  create: memberProcedure
    .input(createTemplateInput)
    .mutation(({ ctx, input }) => createTemplate(ctx.business, input)),
  edit: memberProcedure
    .input(editTemplateInput)
    .mutation(({ ctx, input }) => editTemplate(ctx.business, input)),
  submit: memberProcedure
    .input(templateIdInput)
    .mutation(({ ctx, input }) => submitTemplate(ctx.business, input)),
  remove: memberProcedure
    .input(templateIdInput)
    .mutation(({ ctx, input }) => deleteTemplate(ctx.business, input)),
  sync: memberProcedure.mutation(({ ctx }) => requestSync(ctx.business)),
});
