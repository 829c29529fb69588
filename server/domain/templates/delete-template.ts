import { eq } from 'drizzle-orm';
import { templates } from '#db/schema/templates.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { deskOfAccount, lockTemplate, settled } from '#server/domain/templates/internal.ts';
import type { TemplateIdInput } from '#server/domain/templates/schema.ts';

/**
 * Takes a template away, at the provider too. What was sent with it stays in the threads. Throws
 * FORBIDDEN, NOT_FOUND, and what the provider refuses as a sentence.
 */
export async function deleteTemplate(
  ctx: BusinessContext,
  { templateId }: TemplateIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  const { row, account } = await ctx.db(async (tx) => {
    const found = await lockTemplate(tx, templateId);
    const isKnownThere = found.providerTemplateId !== null;
    return {
      row: found,
      account: isKnownThere ? await deskOfAccount(ctx, tx, found.accountId) : null,
    };
  });
  const { name, providerTemplateId, accountId } = row;
  if (account !== null && providerTemplateId !== null) {
    const gone = { name, providerTemplateId };
    await settled(ctx, accountId, await account.desk.remove(account.connection, accountId, gone));
  }
  await ctx.db(async (tx) => {
    const now = ctx.now();
    await tx
      .update(templates)
      .set({ status: 'deleted', statusAt: now, updatedAt: now })
      .where(eq(templates.id, templateId));
    await recordActivity(ctx, tx, { kind: 'template.deleted', data: { templateId, name } });
    await ctx.publish(tx, { name: 'template.updated', ids: {} });
  });
}
