import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { begunConversations, recipientPaces } from '#db/schema/sending.ts';
import { templates } from '#db/schema/templates.ts';
import type { MessageAuthor, MessageTemplate } from '#db/schema/vocabulary.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { checkSend, dayMs } from '#server/domain/sending/check-send.ts';
import type { SendFacts } from '#server/domain/sending/check-send.ts';
import { recipientRate, waitInLine } from '#server/domain/sending/pace.ts';

interface Send {
  author: MessageAuthor;
  template?: MessageTemplate | null | undefined;
}

/** What the gate must know of one conversation, as it stands now. Throws NOT_FOUND. */
export async function readSendFacts(
  ctx: BusinessContext,
  tx: BusinessTx,
  { conversationId, ...send }: Send & { conversationId: string },
): Promise<SendFacts> {
  const facts = (await readManySendFacts(ctx, tx, [conversationId], send)).get(conversationId);
  if (facts === undefined) throw notFound('conversation');
  return facts;
}

/** The same of many conversations of one channel, in one statement; unknown ones are left out. */
export async function readManySendFacts(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversationIds: readonly string[],
  { author, template = null }: Send,
): Promise<Map<string, SendFacts>> {
  const rows = await selectFacts(tx, conversationIds);
  const now = ctx.now();
  const isTemplate = template !== null;
  const newPeopleLeft = isTemplate ? await countNewPeopleLeft(tx, rows[0], now) : null;
  const lackNumber = await findLackingNumber(ctx, tx, rows, template);
  return new Map(
    rows.map(({ id, channelId: _, newPeoplePerDay: __, kind, pace, ...facts }) => [
      id,
      {
        ...facts,
        author,
        isTemplate,
        lacksNumber: lackNumber.has(id),
        newPeopleLeft,
        now,
        capabilities: ctx.channels.adapterFor(kind).capabilities,
        unreachableCount: pace?.unreachableCount ?? 0,
        unreachableAt: pace?.unreachableAt ?? null,
        marketingStoppedAt: pace?.marketingStoppedAt ?? null,
        recipientWaitMs: pace === null ? 0 : waitInLine(pace, recipientRate, now.getTime()),
      },
    ]),
  );
}

function selectFacts(tx: BusinessTx, conversationIds: readonly string[]) {
  return tx
    .select({
      id: conversations.id,
      channelId: conversations.channelId,
      address: conversations.address,
      lastInboundAt: conversations.lastInboundAt,
      kind: channels.kind,
      newPeoplePerDay: channels.newPeoplePerDay,
      channel: { status: channels.status, statusReason: channels.statusReason },
      pace: {
        conversationId: recipientPaces.conversationId,
        paidUpAt: recipientPaces.paidUpAt,
        lastTurnAt: recipientPaces.lastTurnAt,
        unreachableCount: recipientPaces.unreachableCount,
        unreachableAt: recipientPaces.unreachableAt,
        marketingStoppedAt: recipientPaces.marketingStoppedAt,
      },
      begunAt: begunConversations.begunAt,
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
    .leftJoin(
      begunConversations,
      and(
        eq(begunConversations.businessId, conversations.businessId),
        eq(begunConversations.conversationId, conversations.id),
      ),
    )
    .where(sql`${conversations.id} = any(${sql.param(conversationIds)}::uuid[])`);
}

/**
 * Who cannot get this template because only an id of the provider's is known of them. (reference:
 * WhatsApp answers those of the category authentication with 131062)
 */
async function findLackingNumber(
  ctx: BusinessContext,
  tx: BusinessTx,
  rows: Awaited<ReturnType<typeof selectFacts>>,
  template: MessageTemplate | null,
): Promise<ReadonlySet<string>> {
  const [first] = rows;
  if (template === null || first === undefined) return new Set();
  if (!ctx.channels.adapterFor(first.kind).capabilities.addressIsPhone) return new Set();
  const numberless = rows.filter(({ address }) => !/^\d+$/.test(address));
  if (numberless.length === 0) return new Set();
  const ofAccount = tx
    .select({ id: channels.accountId })
    .from(channels)
    .where(eq(channels.id, first.channelId));
  const signsIn = and(
    eq(templates.name, template.name),
    eq(templates.language, template.language),
    eq(templates.category, 'authentication'),
    inArray(templates.accountId, ofAccount),
  );
  const count = await tx.$count(templates, signsIn);
  return new Set(count === 0 ? [] : numberless.map(({ id }) => id));
}

/** Exact only under the lock of the channel's pace, which everybody who sends takes first. */
async function countNewPeopleLeft(
  tx: BusinessTx,
  channel: { channelId: string; newPeoplePerDay: number | null } | undefined,
  now: Date,
): Promise<number | null> {
  const limit = channel?.newPeoplePerDay ?? null;
  if (channel === undefined || limit === null) return null;
  const today = and(
    eq(begunConversations.channelId, channel.channelId),
    gt(begunConversations.begunAt, new Date(now.getTime() - dayMs)),
  );
  return Math.max(0, limit - (await tx.$count(begunConversations, today)));
}

/** Throws PRECONDITION_FAILED with the gate's sentence when nothing can be sent there now. */
export async function requireSendable(
  ctx: BusinessContext,
  tx: BusinessTx,
  send: Send & { conversationId: string },
): Promise<void> {
  const refusal = checkSend(await readSendFacts(ctx, tx, send));
  if (refusal === null) return;
  const { reason, sentence } = refusal;
  throw new ServiceError('PRECONDITION_FAILED', sentence, { details: { reason } });
}
