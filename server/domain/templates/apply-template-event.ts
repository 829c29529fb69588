import { and, eq, ne, or } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { templates } from '#db/schema/templates.ts';
import type { InboundTemplateEvent } from '#server/channels/events.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { explainReason } from '#server/domain/templates/explain-reason.ts';
import { askForSync } from '#server/domain/templates/internal.ts';
import type { TemplateRow } from '#server/domain/templates/internal.ts';

/**
 * What the provider decided about a template. Of two decisions the later by its clock counts; where
 * that cannot be told, or the template is not known here, all of its account are read anew.
 */
export async function applyTemplateEvent(
  ctx: BusinessContext,
  channel: { id: string; kind: ChannelKind },
  event: InboundTemplateEvent,
): Promise<void> {
  await ctx.db(async (tx) => {
    const [known] = await tx
      .select({ accountId: channels.accountId })
      .from(channels)
      .where(eq(channels.id, channel.id));
    const accountId = known?.accountId;
    // A secret that signs for one account does not speak for another.
    if (accountId == null || accountId !== event.externalAccountId) return;
    const row = await findTemplate(tx, accountId, event);
    const isApplied = row !== null && (await applyChange(ctx, tx, { channel, event, row }));
    if (!isApplied) await askForSync(ctx, tx, accountId);
    await ctx.publish(tx, { name: 'template.updated', ids: {} });
  });
}

async function findTemplate(
  tx: BusinessTx,
  accountId: string,
  { providerTemplateId, name, language }: InboundTemplateEvent,
): Promise<TemplateRow | null> {
  const byName = and(eq(templates.name, name), eq(templates.language, language));
  const isMeant =
    providerTemplateId === undefined
      ? byName
      : or(eq(templates.providerTemplateId, providerTemplateId), byName);
  const rows = await tx
    .select()
    .from(templates)
    .where(and(eq(templates.accountId, accountId), isMeant, ne(templates.status, 'deleted')))
    .for('update');
  return rows.find((row) => row.providerTemplateId === providerTemplateId) ?? rows[0] ?? null;
}

/** False when only reading the template anew can tell. */
async function applyChange(
  ctx: BusinessContext,
  tx: BusinessTx,
  {
    channel,
    event,
    row,
  }: { channel: { kind: ChannelKind }; event: InboundTemplateEvent; row: TemplateRow },
): Promise<boolean> {
  const { change, occurredAt } = event;
  const { templates: desk } = ctx.channels.adapterFor(channel.kind);
  if (desk === undefined || change.what === 'components') return false;
  const write = async (values: Partial<TemplateRow>) => {
    await tx
      .update(templates)
      .set({ updatedAt: ctx.now(), ...values })
      .where(eq(templates.id, row.id));
  };
  if (change.what === 'quality') {
    if (isLate(occurredAt, row.qualityAt)) return true;
    await write({ quality: change.quality.toLowerCase(), qualityAt: occurredAt });
    return true;
  }
  if (change.what === 'category') {
    const category = desk.readCategory(change.category);
    if (category === null) return false;
    if (isLate(occurredAt, row.categoryAt)) return true;
    await write({ category, categoryAt: occurredAt });
    return true;
  }
  const status = desk.readStatus(change.status);
  if (status === null) return false;
  // A draft's own clock is ours: the answer to its submission is always later.
  if (row.status !== 'draft' && occurredAt < row.statusAt) {
    // What stands there may be by our clock, which need not be the provider's: then it is asked.
    return status === row.status;
  }
  await write({
    status,
    statusAt: occurredAt,
    // A draft may only have the name of what is meant: whose words they are is read anew.
    ...(row.status === 'draft' ? { updatedAt: row.updatedAt } : {}),
    statusReason: change.reason ?? reasonIn(change.status),
    ...(event.providerTemplateId === undefined
      ? {}
      : { providerTemplateId: event.providerTemplateId }),
  });
  return row.status !== 'draft';
}

/** Some statuses are their own reason; see explain-reason. */
function reasonIn(said: string): string | null {
  const word = said.toLowerCase();
  return explainReason(word) === word ? null : word.toUpperCase();
}

function isLate(occurredAt: Date, knownAt: Date | null): boolean {
  return knownAt !== null && occurredAt < knownAt;
}
