import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { getChannelRow } from '#server/domain/channels/internal.ts';
import type { ChannelRow } from '#server/domain/channels/internal.ts';
import type { SendTestMessageInput } from '#server/domain/channels/schema.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { replyWindow } from '#server/domain/conversations/reply-window.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';

/** The one template that Meta gives to every account. */
const hello = { name: 'hello_world', language: 'en_US', parameters: [] };

/**
 * Sends a message to an address that an admin types, the way every message goes: as a text while the
 * person's window is open, as the provider's own greeting otherwise. Throws FORBIDDEN, NOT_FOUND,
 * BAD_REQUEST for what is no address, and what `queueMessage` throws.
 */
export async function sendTestMessage(
  ctx: BusinessContext,
  { channelId, to, clientId }: SendTestMessageInput,
): Promise<{ messageId: string; conversationId: string; isTemplate: boolean }> {
  requireRole(ctx, 'admin');
  return ctx.db(async (tx) => {
    const channel = await getChannelRow(tx, channelId);
    const adapter = ctx.channels.adapterFor(channel.kind);
    const address = adapter.normalizeAddress(to);
    if (address === null) throw noAddress();
    const { id, lastInboundAt } = await openConversation(ctx, tx, channel, address);
    const { capabilities } = adapter;
    const isTemplate =
      capabilities.templates && !replyWindow(capabilities, lastInboundAt, ctx.now()).isOpen;
    const { messageId } = await queueMessage(ctx, {
      conversationId: id,
      clientId,
      text: isTemplate
        ? 'A test with the template hello_world.'
        : `A test message from ${channel.name}. It works.`,
      ...(isTemplate ? { template: hello } : {}),
    });
    return { messageId, conversationId: id, isTemplate };
  });
}

async function openConversation(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: ChannelRow,
  address: string,
) {
  const person = { from: { address }, occurredAt: ctx.now() };
  const contact = await findOrCreateContact(ctx, tx, channel.kind, person);
  await tx
    .insert(conversations)
    .values({
      businessId: ctx.businessId,
      contactId: contact.id,
      channelId: channel.id,
      address: contact.address,
      lastMessageAt: sql`to_timestamp(0)`,
    })
    .onConflictDoNothing();
  const isTheirs = and(
    eq(conversations.channelId, channel.id),
    eq(conversations.contactId, contact.id),
  );
  const [conversation] = await tx
    .select({ id: conversations.id, lastInboundAt: conversations.lastInboundAt })
    .from(conversations)
    .where(isTheirs);
  if (conversation === undefined) throw new Error('The conversation was not written.');
  return conversation;
}

function noAddress(): ServiceError {
  return new ServiceError(
    'BAD_REQUEST',
    'This is no number that can be written to. Begin with the country, as +91 98200 44121.',
    { details: { field: 'to' } },
  );
}
