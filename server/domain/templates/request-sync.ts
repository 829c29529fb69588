import { and, isNotNull, ne } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { templateAccounts } from '#db/system.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { askForSync } from '#server/domain/templates/internal.ts';

/** Every account with templates, of whatever business, to read them anew once a day. */
export function listTemplateAccounts(): Promise<{ businessId: string; accountId: string }[]> {
  return templateAccounts();
}

/** Asks for the templates of one account, or of all accounts of the business, to be read anew. */
export async function requestSync(
  ctx: BusinessContext,
  { accountId: only }: { accountId?: string } = {},
): Promise<void> {
  await ctx.db(async (tx) => {
    const rows = await tx
      .selectDistinct({ accountId: channels.accountId, kind: channels.kind })
      .from(channels)
      .where(and(isNotNull(channels.accountId), ne(channels.status, 'disconnected')));
    for (const { accountId, kind } of rows) {
      if (accountId === null || (only !== undefined && accountId !== only)) continue;
      if (!ctx.channels.adapterFor(kind).capabilities.templates) continue;
      await askForSync(ctx, tx, accountId);
    }
  });
}
