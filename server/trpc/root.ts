import { router } from '#server/trpc/init.ts';
import { contactsRouter } from '#server/trpc/routers/contacts.ts';
import { conversationsRouter } from '#server/trpc/routers/conversations.ts';
import { messagesRouter } from '#server/trpc/routers/messages.ts';
import { realtimeRouter } from '#server/trpc/routers/realtime.ts';

export const appRouter = router({
  contacts: contactsRouter,
  conversations: conversationsRouter,
  messages: messagesRouter,
  realtime: realtimeRouter,
});

export type AppRouter = typeof appRouter;
