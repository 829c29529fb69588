import type { Query, QueryClient } from '@tanstack/react-query';
import type { RealtimeChange, RealtimeEvent } from '#server/realtime/events.ts';

/** Queries of one router; with `about`, only those whose input names these ids or none of them. */
interface Stale {
  router: string;
  about?: Readonly<Record<string, string>>;
}

/** What each event makes stale, unless a screen said that it has taken care of it. */
export function staleAfter(event: RealtimeEvent): Stale[] {
  switch (event.name) {
    case 'message.created':
    case 'message.updated': {
      const about = { conversationId: event.ids.conversationId };
      return [
        { router: 'messages', about },
        { router: 'conversations', about },
      ];
    }
    case 'conversation.updated':
      return [{ router: 'conversations', about: { conversationId: event.ids.conversationId } }];
    case 'contact.updated': {
      const about = { contactId: event.ids.contactId };
      return [{ router: 'contacts', about }, { router: 'conversations' }];
    }
    case 'campaign.updated':
      return [{ router: 'campaigns', about: { campaignId: event.ids.campaignId } }];
    case 'business.updated':
      return ['businesses', 'accounts', 'channels'].map((router) => ({ router }));
    case 'system.updated':
      return [{ router: 'system' }];
    case 'template.updated':
      return [{ router: 'templates' }];
    case 'member.updated':
      return ['members', 'invitations', 'accounts', 'conversations'].map((router) => ({ router }));
  }
}

/** A page part rendered on the server shows these: it must be rendered again. */
export function isShownByServer(event: RealtimeEvent): boolean {
  return event.name === 'business.updated' || event.name === 'member.updated';
}

/** A query key of tRPC reads `[[router, procedure], { input, type }]`. */
export function isStale(queryKey: readonly unknown[], { router, about = {} }: Stale): boolean {
  const [path, options] = queryKey as [unknown, { input?: unknown } | undefined];
  if (!Array.isArray(path) || path[0] !== router) return false;
  const input = options?.input;
  if (typeof input !== 'object' || input === null) return true;
  const named = input as Record<string, unknown>;
  return Object.entries(about).every(([key, id]) => named[key] === undefined || named[key] === id);
}

const atMostMs = 5000;

/**
 * Refetches what changes make stale, one round at a time: what comes meanwhile waits for the next
 * round, so that a burst neither storms the server nor cancels its own fetches for ever.
 */
export function createInvalidator(queryClient: QueryClient) {
  let waiting: Stale[] = [];
  let everything = false;
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (everything || waiting.length > 0) {
      const round = everything ? null : waiting;
      everything = false;
      waiting = [];
      const predicate = ({ queryKey }: Query) =>
        round === null || round.some((stale) => isStale(queryKey, stale));
      await Promise.race([queryClient.invalidateQueries({ predicate }), pause(atMostMs)]);
    }
    isRunning = false;
  }

  return {
    changed(changes: RealtimeChange[]): void {
      waiting.push(...changes.flatMap(staleAfter));
      if (!isRunning) void run();
    },
    everything(): void {
      everything = true;
      if (!isRunning) void run();
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
