import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboundContent } from '#server/channels/content.ts';
import type { InboundEchoEvent } from '#server/channels/events.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { contentColumns } from '#server/domain/messages/content-columns.ts';
import { standingColumns } from '#server/domain/messages/standing-columns.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';
import { writeStanding } from '#server/domain/messages/write-standing.ts';

/**
 * Takes an echo for the answer that is still out, or was lost, to a call of ours with the same words
 * to the same person at about that time; of several the oldest. Returns the message that is settled,
 * or null.
 */
export async function settleByEcho(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  contactId: string,
  event: InboundEchoEvent,
): Promise<StandingRow | null> {
  const ofContact = tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.channelId, channel.id), eq(conversations.contactId, contactId)));
  const at = event.occurredAt.toISOString();
  const isOfThatTime = sql`${at}::timestamptz between
    ${messages.occurredAt} - interval '1 minute' and ${messages.stateAt} + interval '5 minutes'`;
  const [message] = await tx
    .select(standingColumns)
    .from(messages)
    .where(
      and(
        inArray(messages.conversationId, ofContact),
        eq(messages.direction, 'outbound'),
        inArray(messages.state, ['sending', 'unknown']),
        isNull(messages.providerMessageId),
        isToldAs(event.content),
        isOfThatTime,
      ),
    )
    .orderBy(messages.occurredAt, messages.id)
    .limit(1)
    .for('no key update');
  if (message === undefined) return null;
  return writeStanding(ctx, tx, message, {
    providerMessageId: event.providerMessageId,
    state: 'sent',
    stateAt: event.occurredAt,
    leaseUntil: null,
    failureCode: null,
    failureText: null,
    failureDetail: null,
    canRetry: false,
  });
}

/** Of what there is to press an echo tells the words alone, or their first ones as a title. */
function isToldAs(told: InboundContent): SQL | undefined {
  const { kind, text, content } = contentColumns(told);
  const isSame = and(
    eq(messages.kind, kind),
    eq(messages.text, text),
    sql`(${messages.content} is null
      or ${messages.content} is not distinct from ${JSON.stringify(content)}::jsonb)`,
  );
  const words = sql`concat_ws(E'\n\n', ${messages.text}, ${messages.content} ->> 'footer')`;
  if (told.kind === 'text') return or(isSame, and(eq(messages.kind, 'buttons'), eq(words, text)));
  const title = told.kind === 'share' && told.share.from === 'link' ? told.share.title : undefined;
  if (title === undefined) return isSame;
  return or(isSame, and(eq(messages.kind, 'link'), sql`starts_with(${words}, ${title})`));
}
