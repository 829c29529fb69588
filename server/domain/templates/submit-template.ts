import { eq } from 'drizzle-orm';
import { templates } from '#db/schema/templates.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { deskOfAccount, lockTemplate, valueOf } from '#server/domain/templates/internal.ts';
import type { TemplateIdInput } from '#server/domain/templates/schema.ts';
import { canSubmit } from '#server/domain/templates/transitions.ts';

/**
 * Asks the provider to approve a draft; its answer comes later, as an event. Throws FORBIDDEN,
 * NOT_FOUND, and what the provider refuses as a sentence.
 */
export async function submitTemplate(
  ctx: BusinessContext,
  { templateId }: TemplateIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  const { row, account } = await ctx.db(async (tx) => {
    const found = await lockTemplate(tx, templateId);
    if (!canSubmit(found.status)) {
      throw new ServiceError('PRECONDITION_FAILED', 'This template was submitted already.');
    }
    return { row: found, account: await deskOfAccount(ctx, tx, found.accountId) };
  });
  const { name, language, category, components } = row;
  const parameterFormat = row.parameterFormat === 'named' ? 'named' : 'positional';
  const draft = { name, language, category, components, parameterFormat } as const;
  const answer = valueOf(await account.desk.create(account.connection, row.accountId, draft));
  await ctx.db(async (tx) => {
    const now = ctx.now();
    // A decision may have come while we waited for the answer: then it stands.
    const current = await lockTemplate(tx, templateId);
    const isDecided = current.status !== 'draft';
    await tx
      .update(templates)
      .set({
        providerTemplateId: answer.providerTemplateId,
        updatedAt: now,
        ...(isDecided ? {} : { ...answer, statusAt: now, statusReason: null }),
      })
      .where(eq(templates.id, templateId));
    await recordActivity(ctx, tx, { kind: 'template.submitted', data: { templateId, name } });
    await ctx.publish(tx, { name: 'template.updated', ids: {} });
  });
}
