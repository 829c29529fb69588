import { asc, desc, ne, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { templates } from '#db/schema/templates.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { explainReason } from '#server/domain/templates/explain-reason.ts';

/** The templates of the business with their parts in our words; the deleted ones are left out. */
export async function listTemplates(ctx: BusinessContext) {
  return ctx.db(async (tx) => {
    const desks = await accountsOf(ctx, tx);
    const rows = await tx
      .select()
      .from(templates)
      .where(ne(templates.status, 'deleted'))
      .orderBy(asc(templates.name), asc(templates.language), desc(templates.id));
    return rows.flatMap(({ components, parameterFormat, businessId: _, ...row }) => {
      const desk = desks.get(row.accountId);
      if (desk === undefined) return [];
      return [
        {
          ...row,
          parameterFormat:
            parameterFormat === 'named' ? ('named' as const) : ('positional' as const),
          parts: desk.readParts(components),
          reason: row.statusReason === null ? null : explainReason(row.statusReason),
        },
      ];
    });
  });
}

async function accountsOf(ctx: BusinessContext, tx: BusinessTx) {
  const rows = await tx
    .selectDistinct({ accountId: channels.accountId, kind: channels.kind })
    .from(channels);
  return new Map(
    rows.flatMap(({ accountId, kind }) => {
      const { templates: desk } = ctx.channels.adapterFor(kind);
      return accountId === null || desk === undefined ? [] : [[accountId, desk] as const];
    }),
  );
}

/** The channels whose accounts can have templates, and when those were last read. */
export async function listTemplateChannels(ctx: BusinessContext) {
  const rows = await ctx.db((tx) =>
    tx
      .select({
        id: channels.id,
        kind: channels.kind,
        name: channels.name,
        displayAddress: channels.displayAddress,
        accountId: channels.accountId,
        syncedAt: channels.templatesSyncedAt,
        syncTrouble: channels.templatesSyncTrouble,
        /** One that stopped without a word is not under way for ever. */
        isSyncing: sql<boolean>`coalesce(${channels.templatesSyncStartedAt} > ${new Date(
          ctx.now().getTime() - longestSyncMs,
        )}, false)`,
      })
      .from(channels)
      .where(ne(channels.status, 'disconnected'))
      .orderBy(asc(channels.createdAt), asc(channels.id)),
  );
  return rows.filter(({ kind }) => ctx.channels.adapterFor(kind).capabilities.templates);
}

const longestSyncMs = 10 * 60_000;
