import { and, eq, gt, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import { templates } from '#db/schema/templates.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { toWholeSecond } from '#server/domain/messages/to-whole-second.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import {
  deskOfAccount,
  lockTemplate,
  requireFreeName,
  settled,
} from '#server/domain/templates/internal.ts';
import type { TemplateRow } from '#server/domain/templates/internal.ts';
import { formatOf } from '#server/domain/templates/schema.ts';
import type { EditTemplateInput, TemplateForm } from '#server/domain/templates/schema.ts';
import { canEdit } from '#server/domain/templates/transitions.ts';

const dayMs = 24 * 3600_000;
const mostIn30Days = 10;

/**
 * Changes a template. A draft stays here; one that the provider knows goes into its review again,
 * under the same name. Throws FORBIDDEN, NOT_FOUND, CONFLICT, and PRECONDITION_FAILED where the
 * provider lets nothing be changed: in review, and an approved one more than once a day.
 */
export async function editTemplate(
  ctx: BusinessContext,
  { templateId, form }: EditTemplateInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  const parameterFormat = formatOf(form) ?? 'named';
  const asked = await ctx.db(async (tx) => {
    const row = await lockTemplate(tx, templateId);
    const account = await deskOfAccount(ctx, tx, row.accountId);
    const components = account.desk.writeParts(form, parameterFormat);
    if (row.status === 'draft') {
      await writeDraft(ctx, tx, row, { form, parameterFormat, components });
      return null;
    }
    await requireEditable(ctx, tx, row, form);
    if (!account.desk.readParts(row.components).isWhole) {
      throw refusal('This template has parts that are made at WhatsApp alone. Edit it there.');
    }
    return { row, account, components };
  });
  if (asked === null) return;
  const { row, account, components } = asked;
  const { category } = form;
  const change = { category, components, parameterFormat };
  const { providerTemplateId } = row;
  if (providerTemplateId === null) throw new Error('A submitted template has an id there.');
  // Its decision may come within the very second, and is told by whole ones.
  const askedAt = toWholeSecond(ctx.now());
  const answer = await account.desk.edit(account.connection, providerTemplateId, change);
  await settled(ctx, row.accountId, answer);
  await ctx.db(async (tx) => {
    const current = await lockTemplate(tx, templateId);
    const isDecided = current.statusAt > row.statusAt && current.statusAt >= askedAt;
    const review = { status: 'pending', statusAt: askedAt, statusReason: null } as const;
    await tx
      .update(templates)
      .set({ ...change, ...(isDecided ? {} : review), updatedAt: ctx.now() })
      .where(eq(templates.id, templateId));
    await recordActivity(ctx, tx, {
      kind: 'template.edited',
      data: { templateId, name: row.name, before: row.components, was: row.status },
    });
    await ctx.publish(tx, { name: 'template.updated', ids: {} });
  });
}

async function writeDraft(
  ctx: BusinessContext,
  tx: BusinessTx,
  row: TemplateRow,
  {
    form,
    ...written
  }: {
    form: TemplateForm;
    parameterFormat: string;
    components: Record<string, unknown>[];
  },
): Promise<void> {
  const { name, language, category } = form;
  await requireFreeName(tx, { accountId: row.accountId, name, language, exceptId: row.id });
  await tx
    .update(templates)
    .set({ name, language, category, ...written, updatedAt: ctx.now() })
    .where(eq(templates.id, row.id));
  await ctx.publish(tx, { name: 'template.updated', ids: {} });
}

async function requireEditable(
  ctx: BusinessContext,
  tx: BusinessTx,
  row: TemplateRow,
  form: TemplateForm,
): Promise<void> {
  if (form.name !== row.name || form.language !== row.language) {
    throw refusal('WhatsApp keeps the name and the language of a template. Duplicate it instead.');
  }
  if (!canEdit(row.status)) {
    const why = row.status === 'pending' ? 'while it is in review' : 'any more';
    throw refusal(`WhatsApp does not let this template be edited ${why}.`);
  }
  if (row.status !== 'approved') return;
  if (form.category !== row.category) {
    throw refusal('The category of an approved template cannot be changed. Duplicate it instead.');
  }
  const { today, lately } = await countEdits(ctx, tx, row.id);
  if (today > 0) throw refusal('An approved template can be edited once a day. Try tomorrow.');
  if (lately >= mostIn30Days) {
    throw refusal('An approved template can be edited ten times in 30 days. Duplicate it instead.');
  }
}

async function countEdits(ctx: BusinessContext, tx: BusinessTx, templateId: string) {
  const since = (days: number) => new Date(ctx.now().getTime() - days * dayMs);
  const [counts] = await tx
    .select({
      today: sql<number>`count(*) filter (where ${activities.createdAt} > ${since(1)})::int`,
      lately: sql<number>`count(*)::int`,
    })
    .from(activities)
    .where(
      and(
        eq(activities.kind, 'template.edited'),
        gt(activities.createdAt, since(30)),
        sql`${activities.data} ->> 'templateId' = ${templateId}`,
        sql`${activities.data} ->> 'was' = 'approved'`,
      ),
    );
  return counts ?? { today: 0, lately: 0 };
}

function refusal(message: string): ServiceError {
  return new ServiceError('PRECONDITION_FAILED', message);
}
