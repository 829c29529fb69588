import { and, eq, inArray, sql } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { templates } from '#db/schema/templates.ts';
import { templateStatuses } from '#db/schema/vocabulary.ts';
import type { InboundTemplateEvent } from '#server/channels/types.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';

/** What the provider decided about a template, if we have it; the latest by its clock counts. */
export async function applyTemplateEvent(
  ctx: BusinessContext,
  channel: Pick<StoredChannel, 'id' | 'kind'>,
  event: InboundTemplateEvent,
): Promise<void> {
  const { change, name, language, occurredAt } = event;
  await ctx.db(async (tx) => {
    const ofChannel = tx
      .select({ accountId: channels.accountId })
      .from(channels)
      .where(eq(channels.id, channel.id));
    const isIt = and(
      inArray(templates.accountId, ofChannel),
      eq(templates.name, name),
      eq(templates.language, language),
    );
    if (change.what === 'quality') {
      await tx.update(templates).set({ quality: change.quality }).where(isIt);
    }
    const status =
      change.what === 'status' && templateStatuses.find((one) => one === change.status);
    if (change.what !== 'status' || status === undefined || status === false) return;
    const isLater = sql`${templates.statusAt} <= ${occurredAt.toISOString()}::timestamptz`;
    await tx
      .update(templates)
      .set({ status, statusAt: occurredAt, statusReason: change.reason ?? null })
      .where(and(isIt, isLater));
  });
}
