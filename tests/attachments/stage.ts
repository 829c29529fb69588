import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { forBusiness } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
  createMessage,
} from '#db/testing/factories.ts';
import { channelPort } from '#server/channel-port.ts';
import type { ChannelPort } from '#server/domain/context.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

type Values = Partial<typeof attachments.$inferInsert>;

/** A business with one conversation, whose channel speaks to the provider at `baseUrl`. */
export async function setStage(
  baseUrl: string,
  channelValues: Parameters<typeof createChannel>[1] = {},
) {
  const { id: businessId } = await createBusiness();
  const channel = await createChannel(businessId, channelValues);
  const conversation = await createConversation(businessId, { channelId: channel.id });
  const member = await createMember(businessId);
  const port = channelPort();
  const channels: ChannelPort = {
    ...port,
    connectionFor: (stored) => ({ ...port.connectionFor(stored), baseUrl }),
  };
  const ctx = testContext({ businessId, channels });
  return {
    businessId,
    channel,
    conversation,
    ctx,
    asMember: testContext({ businessId, channels, actor: actorOf(member) }),
    /** A message of the customer with a file that the provider still has. */
    async addFile(values: Values = {}) {
      const message = await createMessage(conversation, {
        kind: 'image',
        providerMessageId: `wamid.${randomUUID()}`,
      });
      const [row] = await ctx.db((tx) =>
        tx
          .insert(attachments)
          .values({ businessId, messageId: message.id, kind: 'image', ...values })
          .returning(),
      );
      if (row === undefined) throw new Error('The file was not added.');
      return { messageId: message.id, attachmentId: row.id };
    },
    rowOf: (attachmentId: string) => readRow(businessId, attachmentId),
    async published(messageId: string): Promise<number> {
      const rows = await forBusiness(businessId, (tx) =>
        tx.select().from(realtimeEvents).where(eq(realtimeEvents.name, 'message.updated')),
      );
      return rows.filter(({ ids }) => (ids as { messageId?: string }).messageId === messageId)
        .length;
    },
  };
}

async function readRow(businessId: string, attachmentId: string) {
  const [row] = await forBusiness(businessId, (tx) =>
    tx.select().from(attachments).where(eq(attachments.id, attachmentId)),
  );
  return row ?? null;
}
