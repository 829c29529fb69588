import { and, eq, ne } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { templates } from '#db/schema/templates.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { deskOf, requireFreeName } from '#server/domain/templates/internal.ts';
import { formatOf } from '#server/domain/templates/schema.ts';
import type { CreateTemplateInput } from '#server/domain/templates/schema.ts';

/**
 * A draft for the account of a channel; the provider hears of it when it is submitted. Throws
 * FORBIDDEN, NOT_FOUND, and CONFLICT for a name that is taken in that language.
 */
export async function createTemplate(
  ctx: BusinessContext,
  { channelId, form }: CreateTemplateInput,
): Promise<{ templateId: string }> {
  requireRole(ctx, 'admin');
  return ctx.db(async (tx) => {
    const [channel] = await tx
      .select()
      .from(channels)
      .where(and(eq(channels.id, channelId), ne(channels.status, 'disconnected')));
    if (channel === undefined) throw notFound('channel');
    const { accountId } = channel;
    if (accountId === null) {
      throw new ServiceError(
        'PRECONDITION_FAILED',
        'The account that holds this channel is not known. Connect the channel again.',
      );
    }
    const { desk } = deskOf(ctx, channel);
    const { name, language, category, ...parts } = form;
    await requireFreeName(tx, { accountId, name, language });
    const parameterFormat = formatOf(form) ?? 'named';
    const [row] = await tx
      .insert(templates)
      .values({
        businessId: ctx.businessId,
        accountId,
        name,
        language,
        category,
        status: 'draft',
        statusAt: ctx.now(),
        updatedAt: ctx.now(),
        parameterFormat,
        components: desk.writeParts(parts, parameterFormat),
      })
      .returning({ id: templates.id });
    if (row === undefined) throw new Error('The template was not written.');
    await recordActivity(ctx, tx, {
      kind: 'template.created',
      data: { templateId: row.id, name, language },
    });
    await ctx.publish(tx, { name: 'template.updated', ids: {} });
    return { templateId: row.id };
  });
}
