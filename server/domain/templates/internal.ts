import { and, eq, ne, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { templates } from '#db/schema/templates.ts';
import type { TemplateFailure, TemplateResult } from '#server/channels/template-parts.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import type { ServiceErrorCode } from '#server/domain/errors.ts';

export type TemplateRow = typeof templates.$inferSelect;
export type ChannelRow = typeof channels.$inferSelect;

/** The template, locked against a second change at the same time. Throws NOT_FOUND. */
export async function lockTemplate(tx: BusinessTx, templateId: string): Promise<TemplateRow> {
  const [row] = await tx
    .select()
    .from(templates)
    .where(and(eq(templates.id, templateId), ne(templates.status, 'deleted')))
    .for('update');
  if (row === undefined) throw notFound('template');
  return row;
}

/** A connected channel of the account, through which the provider is asked; null when there is none. */
export async function findChannelOfAccount(
  tx: BusinessTx,
  accountId: string,
): Promise<ChannelRow | null> {
  const [row] = await tx
    .select()
    .from(channels)
    .where(and(eq(channels.accountId, accountId), ne(channels.status, 'disconnected')))
    .orderBy(sql`${channels.status} = 'connected' desc`, channels.createdAt)
    .limit(1);
  return row ?? null;
}

/** The desk of templates at the provider of a channel, and how to reach it. */
export function deskOf(ctx: BusinessContext, channel: ChannelRow) {
  const { templates: desk } = ctx.channels.adapterFor(channel.kind);
  if (desk === undefined) {
    throw new ServiceError('BAD_REQUEST', 'This channel knows no templates.');
  }
  return { desk, connection: ctx.channels.connectionFor(channel) };
}

/** The same for a stored template. Throws PRECONDITION_FAILED when its account is not connected. */
export async function deskOfAccount(ctx: BusinessContext, tx: BusinessTx, accountId: string) {
  const channel = await findChannelOfAccount(tx, accountId);
  if (channel === null) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'No channel of this template’s account is connected. Connect one first.',
    );
  }
  return deskOf(ctx, channel);
}

/** Has all the templates of an account read anew, after this transaction. */
export async function askForSync(
  ctx: BusinessContext,
  tx: BusinessTx,
  accountId: string,
): Promise<void> {
  const data = { businessId: ctx.businessId, accountId, askedAt: ctx.now().toISOString() };
  await ctx.enqueue(tx, { name: 'templates.sync_requested', data });
}

/** What the provider answered to a deed of ours; a doubtful answer is settled by reading anew. */
export async function settled<Value>(
  ctx: BusinessContext,
  accountId: string,
  result: TemplateResult<Value>,
): Promise<Value> {
  const isDoubtful =
    !result.ok &&
    (result.failure.code === 'outcome_unknown' || result.failure.code === 'name_taken');
  if (isDoubtful) await ctx.db((tx) => askForSync(ctx, tx, accountId));
  return valueOf(result);
}

const codes: Partial<Record<TemplateFailure['code'], ServiceErrorCode>> = {
  name_taken: 'CONFLICT',
  name_blocked: 'CONFLICT',
  invalid: 'BAD_REQUEST',
  rate_limited: 'TOO_MANY_REQUESTS',
  unavailable: 'UNAVAILABLE',
  outcome_unknown: 'UNAVAILABLE',
};

/** What the provider answered, or its refusal as one of ours. */
export function valueOf<Value>(result: TemplateResult<Value>): Value {
  if (result.ok) return result.value;
  const { code, message, providerDetail } = result.failure;
  const isAboutName = code === 'name_taken' || code === 'name_blocked';
  throw new ServiceError(codes[code] ?? 'PRECONDITION_FAILED', message, {
    details: {
      ...(isAboutName ? { field: 'name' } : {}),
      ...(providerDetail === undefined ? {} : { providerDetail }),
    },
  });
}

/** Throws CONFLICT when another template has this name in this language already. */
export async function requireFreeName(
  tx: BusinessTx,
  asked: { accountId: string; name: string; language: string; exceptId?: string },
): Promise<void> {
  const [taken] = await tx
    .select({ id: templates.id, status: templates.status })
    .from(templates)
    .where(
      and(
        eq(templates.accountId, asked.accountId),
        eq(templates.name, asked.name),
        eq(templates.language, asked.language),
      ),
    )
    .for('update');
  if (taken === undefined || taken.id === asked.exceptId) return;
  if (taken.status === 'deleted') {
    await tx.delete(templates).where(eq(templates.id, taken.id));
    return;
  }
  throw new ServiceError(
    'CONFLICT',
    'There is a template of this name in this language already. Choose another name.',
    { details: { field: 'name' } },
  );
}
