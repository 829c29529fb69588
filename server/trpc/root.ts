import { accountsRouter } from '#server/trpc/routers/accounts.ts';
import { attachmentsRouter } from '#server/trpc/routers/attachments.ts';
import { businessesRouter } from '#server/trpc/routers/businesses.ts';
import { campaignsRouter } from '#server/trpc/routers/campaigns.ts';
import { channelsRouter } from '#server/trpc/routers/channels.ts';
import { contactsRouter } from '#server/trpc/routers/contacts.ts';
import { conversationsRouter } from '#server/trpc/routers/conversations.ts';
import { invitationsRouter } from '#server/trpc/routers/invitations.ts';
import { membersRouter } from '#server/trpc/routers/members.ts';
import { messagesRouter } from '#server/trpc/routers/messages.ts';
import { realtimeRouter } from '#server/trpc/routers/realtime.ts';
import { router } from '#server/trpc/init.ts';
import { sessionsRouter } from '#server/trpc/routers/sessions.ts';
import { systemRouter } from '#server/trpc/routers/system.ts';
import { templatesRouter } from '#server/trpc/routers/templates.ts';

export const appRouter = router({
  accounts: accountsRouter,
  attachments: attachmentsRouter,
  businesses: businessesRouter,
  campaigns: campaignsRouter,
  channels: channelsRouter,
  contacts: contactsRouter,
  conversations: conversationsRouter,
  invitations: invitationsRouter,
  members: membersRouter,
  messages: messagesRouter,
  realtime: realtimeRouter,
  sessions: sessionsRouter,
  system: systemRouter,
  templates: templatesRouter,
});

export type AppRouter = typeof appRouter;
