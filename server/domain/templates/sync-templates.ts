import { and, eq, isNotNull, lt, ne, or, isNull, sql } from 'drizzle-orm';
import type { SQL, SQLWrapper } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { templates } from '#db/schema/templates.ts';
import type { ProviderTemplate } from '#server/channels/template-parts.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { deskOf, findChannelOfAccount, valueOf } from '#server/domain/templates/internal.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { toWholeSecond } from '#server/domain/messages/to-whole-second.ts';

/** Far more than an account may have: a provider that never ends its pages is stopped here. */
const mostPages = 200;

/**
 * Reads all the templates of an account from its provider; what is gone there is marked deleted. Does
 * nothing where a reading that began after `askedAt` is done: a provider counts how often it is asked.
 * Throws UNAVAILABLE and TOO_MANY_REQUESTS when it is worth trying again, and other refusals.
 */
export async function syncTemplates(
  ctx: BusinessContext,
  { accountId, askedAt }: { accountId: string; askedAt?: Date },
): Promise<{ found: number }> {
  const channel = await ctx.db((tx) => findChannelOfAccount(tx, accountId));
  if (channel === null) return { found: 0 };
  const { templatesSyncedAt: readAt } = channel;
  if (askedAt !== undefined && readAt !== null && askedAt < readAt) return { found: 0 };
  const { desk, connection } = deskOf(ctx, channel);
  const startedAt = ctx.now();
  await noteSync(ctx, accountId, { templatesSyncStartedAt: startedAt });
  try {
    let found = 0;
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page += 1) {
      if (page === mostPages) throw new ServiceError('UNAVAILABLE', 'There is no end of pages.');
      // As whole as the provider's own clock, which what it decides meanwhile is told by.
      const askedAt = toWholeSecond(ctx.now());
      const answer: Page = valueOf(await desk.list(connection, accountId, cursor));
      await ctx.db((tx) => keepPage(ctx, tx, { accountId, startedAt, askedAt }, answer.templates));
      found += answer.templates.length;
      cursor = answer.next;
    }
    await ctx.db((tx) => forgetOthers(ctx, tx, { accountId, startedAt }));
    // What happened since it began is not in it.
    const done = { templatesSyncedAt: startedAt, templatesSyncTrouble: null };
    await noteSync(ctx, accountId, { ...done, templatesSyncStartedAt: null });
    return { found };
  } catch (error) {
    const trouble =
      error instanceof ServiceError ? error.message : 'The templates could not be read.';
    await noteSync(ctx, accountId, { templatesSyncTrouble: trouble, templatesSyncStartedAt: null });
    throw error;
  }
}

interface Page {
  templates: ProviderTemplate[];
  next: string | null;
}

interface Round {
  accountId: string;
  startedAt: Date;
  /** What the provider decided later than this is not in its answer. */
  askedAt: Date;
}

async function keepPage(
  ctx: BusinessContext,
  tx: BusinessTx,
  { accountId, startedAt, askedAt }: Round,
  page: ProviderTemplate[],
): Promise<void> {
  if (page.length === 0) return;
  // Of the same template twice in a page the later counts; one statement cannot write a row twice.
  const once = new Map(page.map((one) => [`${one.name}\n${one.language}`, one]));
  const rows = [...once.values()].map((template) => ({
    ...template,
    businessId: ctx.businessId,
    accountId,
    statusAt: askedAt,
    qualityAt: askedAt,
    categoryAt: askedAt,
    syncedAt: startedAt,
    updatedAt: askedAt,
  }));
  // What came later than the question, or was written here since, is not in the answer.
  const ifNewer = (since: SQLWrapper, column: string) =>
    sql`case when ${since} < ${askedAt} then excluded.${sql.raw(column)}
      else ${templates}.${sql.raw(column)} end`;
  await tx
    .insert(templates)
    .values(rows)
    .onConflictDoUpdate({
      target: [templates.businessId, templates.accountId, templates.name, templates.language],
      set: {
        providerTemplateId: sql`excluded.provider_template_id`,
        category: ifNewer(latest(templates.updatedAt, templates.categoryAt), 'category'),
        categoryAt: latest(templates.categoryAt, sql`excluded.category_at`),
        components: ifNewer(templates.updatedAt, 'components'),
        parameterFormat: ifNewer(templates.updatedAt, 'parameter_format'),
        quality: sql`coalesce(${ifNewer(latest(templates.updatedAt, templates.qualityAt), 'quality')}, ${templates.quality})`,
        qualityAt: latest(templates.qualityAt, sql`excluded.quality_at`),
        status: ifNewer(templates.statusAt, 'status'),
        statusReason: ifNewer(templates.statusAt, 'status_reason'),
        statusAt: sql`case when ${templates.status} = excluded.status
          then ${templates.statusAt} else greatest(${templates.statusAt}, excluded.status_at) end`,
        // Of two readings at once the one that began first may write last.
        syncedAt: latest(templates.syncedAt, sql`excluded.synced_at`),
        updatedAt: latest(templates.updatedAt, sql`excluded.updated_at`),
      },
    });
}

/** Drafts are ours alone; what was submitted since this round began cannot have been in it. */
async function forgetOthers(
  ctx: BusinessContext,
  tx: BusinessTx,
  { accountId, startedAt }: Omit<Round, 'askedAt'>,
): Promise<void> {
  await tx
    .update(templates)
    .set({ status: 'deleted', statusAt: ctx.now(), updatedAt: ctx.now() })
    .where(
      and(
        eq(templates.accountId, accountId),
        isNotNull(templates.providerTemplateId),
        ne(templates.status, 'deleted'),
        or(isNull(templates.syncedAt), lt(templates.syncedAt, startedAt)),
        lt(templates.updatedAt, startedAt),
      ),
    );
}

type Note = Partial<
  Pick<
    typeof channels.$inferInsert,
    'templatesSyncedAt' | 'templatesSyncStartedAt' | 'templatesSyncTrouble'
  >
>;

async function noteSync(ctx: BusinessContext, accountId: string, note: Note): Promise<void> {
  await ctx.db(async (tx) => {
    await tx.update(channels).set(note).where(eq(channels.accountId, accountId));
    await ctx.publish(tx, { name: 'template.updated', ids: {} });
  });
}

/** Of moments; one that is not known does not count. */
function latest(...moments: SQLWrapper[]): SQL {
  return sql`greatest(${sql.join(moments, sql`, `)})`;
}
