import type { QueryClient } from '@tanstack/react-query';
import { keepConnected } from '#components/realtime/connection.ts';
import type { Connection, ConnectionState } from '#components/realtime/connection.ts';
import { cursorStore } from '#components/realtime/cursor-store.ts';
import { createInvalidator, isShownByServer } from '#components/realtime/invalidate.ts';
import { pusherTransport } from '#components/realtime/pusher-transport.ts';
import { streamTransport } from '#components/realtime/stream-transport.ts';
import type { RealtimeCatchUp, RealtimeChange, RealtimeSettings } from '#server/realtime/events.ts';

export interface ConnectionParts {
  settings: RealtimeSettings;
  queryClient: QueryClient;
  /** Asks the server what changed since a cursor; null when it no longer answers this person. */
  since: (cursor: string | null) => Promise<RealtimeCatchUp | null>;
  /** Whether a screen has brought itself up to date with this change. */
  isTakenCareOf: (change: RealtimeChange) => boolean;
  /** Renders again what the server rendered. */
  refresh: () => void;
  onState: (state: ConnectionState) => void;
}

/** Opens the tab's live connection and keeps every query fresh by it; returns how to end it. */
export function startConnection(parts: ConnectionParts): () => void {
  const { settings, refresh } = parts;
  const invalidator = createInvalidator(parts.queryClient);
  const connection = keepConnected({
    transport: transportFor(settings),
    asksItself: settings.transport === 'pusher',
    since: parts.since,
    cursor: cursorStore(settings.businessId),
    onChanges(changes) {
      invalidator.changed(changes.filter((change) => !parts.isTakenCareOf(change)));
      if (changes.some(isShownByServer)) refresh();
    },
    onResync() {
      invalidator.everything();
      refresh();
    },
    onState(next) {
      parts.onState(next);
      if (next === 'moved') window.location.reload();
    },
  });
  const forget = followAttention(connection);
  return () => {
    forget();
    connection.close();
  };
}

function transportFor(settings: RealtimeSettings) {
  if (settings.transport === 'stream') return streamTransport(settings.businessId);
  return pusherTransport({
    settings,
    authEndpoint: '/api/pusher/auth',
    load: async () => (await import('pusher-js')).default,
  });
}

/** A browser opens six connections to one address: a tab nobody looks at must not hold one. */
const restAfterMs = 60_000;

function followAttention(connection: Connection): () => void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  const listening = new AbortController();
  const { signal } = listening;
  const attend = () => {
    clearTimeout(rest);
    if (document.visibilityState === 'visible') connection.hurry();
    else rest = setTimeout(() => connection.rest(), restAfterMs);
  };
  document.addEventListener('visibilitychange', attend, { signal });
  window.addEventListener('online', () => connection.hurry(), { signal });
  window.addEventListener('pageshow', (event) => event.persisted && connection.hurry(), { signal });
  return () => {
    clearTimeout(rest);
    listening.abort();
  };
}
