import { eq } from 'drizzle-orm';
import { templates } from '#db/schema/templates.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { toWholeSecond } from '#server/domain/messages/to-whole-second.ts';
import { deskOfAccount, lockTemplate, settled } from '#server/domain/templates/internal.ts';
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
  // Its decision may come within the very second, and is told by whole ones.
  const askedAt = toWholeSecond(ctx.now());
  const result = await account.desk.create(account.connection, row.accountId, draft);
  if (!result.ok && (await isSubmitted(ctx, templateId))) return;
  const answer = await settled(ctx, row.accountId, result);
  await ctx.db(async (tx) => {
    // A decision may have come while we waited for the answer: then it stands.
    const current = await lockTemplate(tx, templateId);
    const isDecided = current.status !== 'draft';
    await tx
      .update(templates)
      .set({
        // What was changed here meanwhile, the provider has not seen.
        name,
        language,
        components,
        parameterFormat,
        providerTemplateId: answer.providerTemplateId,
        updatedAt: ctx.now(),
        ...(isDecided ? {} : { ...answer, statusAt: askedAt, statusReason: null }),
      })
      .where(eq(templates.id, templateId));
    await recordActivity(ctx, tx, { kind: 'template.submitted', data: { templateId, name } });
    await ctx.publish(tx, { name: 'template.updated', ids: {} });
  });
}

/** Two may press the button at once: the second is refused for a name that the first one took. */
function isSubmitted(ctx: BusinessContext, templateId: string): Promise<boolean> {
  return ctx.db(async (tx) => {
    const [row] = await tx
      .select({ status: templates.status })
      .from(templates)
      .where(eq(templates.id, templateId));
    return row !== undefined && row.status !== 'draft' && row.status !== 'deleted';
  });
}
