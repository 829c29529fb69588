import { getMessage } from '#server/domain/messages/get-message.ts';
import { listMessages } from '#server/domain/messages/list-messages.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import {
  listMessagesInput,
  messageIdInput,
  sendMessageInput,
} from '#server/domain/messages/schema.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const messagesRouter = router({
  list: memberProcedure
    .input(listMessagesInput)
    .query(({ ctx, input }) => listMessages(ctx.business, input)),
  get: memberProcedure
    .input(messageIdInput)
    .query(({ ctx, input }) => getMessage(ctx.business, input)),
  send: memberProcedure
    .input(sendMessageInput)
    .mutation(({ ctx, input }) => queueMessage(ctx.business, input)),
  retry: memberProcedure
    .input(messageIdInput)
    .mutation(({ ctx, input }) => retryMessage(ctx.business, input)),
});
