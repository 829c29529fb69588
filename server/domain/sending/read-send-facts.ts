import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import type { MessageAuthor } from '#db/schema/vocabulary.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { checkSend } from '#server/domain/sending/check-send.ts';
import type { SendFacts } from '#server/domain/sending/check-send.ts';
import { recipientRate, waitInLine } from '#server/domain/sending/pace.ts';

interface Send {
  conversationId: string;
  author: MessageAuthor;
}

/** What the gate must know of one conversation, as it stands now. Throws NOT_FOUND. */
export async function readSendFacts(
  ctx: BusinessContext,
  tx: BusinessTx,
  { conversationId, author }: Send,
): Promise<SendFacts> {
  const [row] = await tx
    .select({
      address: conversations.address,
      lastInboundAt: conversations.lastInboundAt,
      kind: channels.kind,
      channel: { status: channels.status, statusReason: channels.statusReason },
      pace: recipientPaces,
    })
    .from(conversations)
    .innerJoin(
      channels,
      and(
        eq(channels.businessId, conversations.businessId),
        eq(channels.id, conversations.channelId),
      ),
    )
    .leftJoin(
      recipientPaces,
      and(
        eq(recipientPaces.businessId, conversations.businessId),
        eq(recipientPaces.conversationId, conversations.id),
      ),
    )
    .where(eq(conversations.id, conversationId));
  if (row === undefined) throw notFound('conversation');
  const { pace, kind, ...facts } = row;
  const now = ctx.now();
  return {
    ...facts,
    author,
    now,
    capabilities: ctx.channels.adapterFor(kind).capabilities,
    unreachableCount: pace?.unreachableCount ?? 0,
    unreachableAt: pace?.unreachableAt ?? null,
    marketingStoppedAt: pace?.marketingStoppedAt ?? null,
    recipientWaitMs: pace === null ? 0 : waitInLine(pace, recipientRate, now.getTime()),
  };
}

/** Throws PRECONDITION_FAILED with the gate's sentence when nothing can be sent there now. */
export async function requireSendable(
  ctx: BusinessContext,
  tx: BusinessTx,
  send: Send,
): Promise<void> {
  const refusal = checkSend(await readSendFacts(ctx, tx, send));
  if (refusal === null) return;
  const { reason, sentence } = refusal;
  throw new ServiceError('PRECONDITION_FAILED', sentence, { details: { reason } });
}
