import { cancelScheduledMessage } from '#server/domain/messages/cancel-scheduled-message.ts';
import { getMessage } from '#server/domain/messages/get-message.ts';
import { listMessages } from '#server/domain/messages/list-messages.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { reactToMessage } from '#server/domain/messages/react-to-message.ts';
import { rescheduleMessage } from '#server/domain/messages/reschedule-message.ts';
import { restoreScheduledMessage } from '#server/domain/messages/restore-scheduled-message.ts';
import { retryMessage } from '#server/domain/messages/retry-message.ts';
import { scheduleMessage } from '#server/domain/messages/schedule-message.ts';
import {
  listMessagesInput,
  messageIdInput,
  reactToMessageInput,
  rescheduleMessageInput,
  scheduleMessageInput,
  sendMessageInput,
} from '#server/domain/messages/schema.ts';
import { sendScheduledMessage } from '#server/domain/messages/send-scheduled-message.ts';
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
  schedule: memberProcedure
    .input(scheduleMessageInput)
    .mutation(({ ctx, input }) => scheduleMessage(ctx.business, input)),
  react: memberProcedure
    .input(reactToMessageInput)
    .mutation(({ ctx, input }) => reactToMessage(ctx.business, input)),
  reschedule: memberProcedure
    .input(rescheduleMessageInput)
    .mutation(({ ctx, input }) => rescheduleMessage(ctx.business, input)),
  cancelScheduled: memberProcedure
    .input(messageIdInput)
    .mutation(({ ctx, input }) => cancelScheduledMessage(ctx.business, input)),
  restoreScheduled: memberProcedure
    .input(messageIdInput)
    .mutation(({ ctx, input }) => restoreScheduledMessage(ctx.business, input)),
  sendScheduled: memberProcedure
    .input(messageIdInput)
    .mutation(({ ctx, input }) => sendScheduledMessage(ctx.business, input)),
  retry: memberProcedure
    .input(messageIdInput)
    .mutation(({ ctx, input }) => retryMessage(ctx.business, input)),
});
