import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';

/** How far a person has read. */
export interface Until {
  condition: SQL;
  /** What is certainly read of that whose answer is still out. */
  readUpToAt: SQL;
}

/** A message of ours to the second, with what tells it from the others of that second. */
export const namedColumns = {
  id: messages.id,
  conversationId: messages.conversationId,
  at: sql<string>`${messages.occurredAt}::text`,
};

/** Several parts of one reply have the same moment: those behind the named one are not read with it. */
export function untilNamed({ id, at }: { id: string; at: string }): Until {
  const moment = sql`${at}::timestamptz`;
  return {
    condition: sql`(${messages.occurredAt}, ${messages.id}) <= (${moment}, ${id}::uuid)`,
    readUpToAt: sql`${moment} - interval '1 microsecond'`,
  };
}

export async function keepMoment(
  tx: BusinessTx,
  conversationId: string,
  moment: SQL,
): Promise<void> {
  const readUpToAt = sql`greatest(${conversations.readUpToAt}, ${moment})`;
  await tx.update(conversations).set({ readUpToAt }).where(eq(conversations.id, conversationId));
}

/** The provider's ids of what was sent until then and is not known to be read by that moment. */
export async function sentUntil(
  tx: BusinessTx,
  conversationId: string,
  isUntil: SQL,
  moment: Date,
): Promise<string[]> {
  const rows = await tx
    .select({ id: messages.providerMessageId })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.direction, 'outbound'),
        isNotNull(messages.providerMessageId),
        isUntil,
        sql`(${messages.state} in ('accepted', 'sent', 'delivered')
          or (${messages.state} = 'read' and ${messages.stateAt} > ${moment.toISOString()}::timestamptz))`,
      ),
    );
  return rows.flatMap(({ id }) => id ?? []);
}

/** What a receipt that a watermark made has in place of the provider's own words. */
export const watermark = { read: 'everything up to then' };

export function readAt(providerMessageId: string, occurredAt: Date): InboundStatusEvent {
  return {
    type: 'status',
    externalChannelId: '',
    providerMessageId,
    status: 'read',
    occurredAt,
    raw: watermark,
  };
}
