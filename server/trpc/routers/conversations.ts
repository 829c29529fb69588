import { closeConversation } from '#server/domain/conversations/close-conversation.ts';
import { countConversations } from '#server/domain/conversations/count-conversations.ts';
import { getConversation } from '#server/domain/conversations/get-conversation.ts';
import { listConversations } from '#server/domain/conversations/list-conversations.ts';
import { readConversation } from '#server/domain/conversations/read-conversation.ts';
import { reopenConversation } from '#server/domain/conversations/reopen-conversation.ts';
import {
  conversationIdInput,
  listConversationsInput,
} from '#server/domain/conversations/schema.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const conversationsRouter = router({
  list: memberProcedure
    .input(listConversationsInput)
    .query(({ ctx, input }) => listConversations(ctx.business, input)),
  counts: memberProcedure.query(({ ctx }) => countConversations(ctx.business)),
  get: memberProcedure
    .input(conversationIdInput)
    .query(({ ctx, input }) => getConversation(ctx.business, input)),
  read: memberProcedure
    .input(conversationIdInput)
    .mutation(({ ctx, input }) => readConversation(ctx.business, input)),
  close: memberProcedure
    .input(conversationIdInput)
    .mutation(({ ctx, input }) => closeConversation(ctx.business, input)),
  reopen: memberProcedure
    .input(conversationIdInput)
    .mutation(({ ctx, input }) => reopenConversation(ctx.business, input)),
});
