'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { createContext, use, useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import { keepConnected } from '#components/realtime/connection.ts';
import type { Connection, ConnectionState } from '#components/realtime/connection.ts';
import { cursorStore } from '#components/realtime/cursor-store.ts';
import { createInvalidator, isShownByServer } from '#components/realtime/invalidate.ts';
import { pusherTransport } from '#components/realtime/pusher-transport.ts';
import { streamTransport } from '#components/realtime/stream-transport.ts';
import { trpc } from '#components/trpc-provider.tsx';
import type { RealtimeChange, RealtimeSettings } from '#server/realtime/events.ts';

/** Returns true when it has brought the screen up to date itself, so that nothing is refetched. */
export type RealtimeHandler = (change: RealtimeChange) => boolean | undefined;

const Handlers = createContext<Set<RealtimeHandler> | null>(null);
const State = createContext<ConnectionState>('connecting');

/** Calls the handler with every change of the business, whichever transport brought it. */
export function useRealtime(handler: RealtimeHandler): void {
  const handlers = use(Handlers);
  const latest = useEffectEvent(handler);
  useEffect(() => {
    if (handlers === null) return undefined;
    const added: RealtimeHandler = (change) => latest(change);
    handlers.add(added);
    return () => void handlers.delete(added);
  }, [handlers]);
}

/** Whether changes arrive at the moment. */
export function useConnectionState(): ConnectionState {
  return use(State);
}

/** One live connection for the tab; keeps every query of the business fresh. */
export function RealtimeProvider(props: { settings: RealtimeSettings; children: ReactNode }) {
  const [handlers] = useState(() => new Set<RealtimeHandler>());
  const [state, setState] = useState<ConnectionState>('connecting');
  const settings = useStable(props.settings);
  const queryClient = useQueryClient();
  const router = useRouter();
  const utils = trpc.useUtils();
  const since = useEffectEvent((cursor: string | null) =>
    utils.realtime.since
      .fetch({ cursor }, { staleTime: 0, gcTime: 0, retry: false })
      .catch(nullWhenRefused),
  );

  useEffect(() => {
    const invalidator = createInvalidator(queryClient);
    const connection = keepConnected({
      transport: transportFor(settings),
      asksItself: settings.transport === 'pusher',
      since: (cursor) => since(cursor),
      cursor: cursorStore(settings.businessId),
      onChanges(changes) {
        invalidator.changed(changes.filter((change) => !isTakenCareOf(handlers, change)));
        if (changes.some(isShownByServer)) router.refresh();
      },
      onResync() {
        invalidator.everything();
        router.refresh();
      },
      onState(next) {
        setState(next);
        if (next === 'moved') window.location.reload();
      },
    });
    const forget = followAttention(connection);
    return () => {
      forget();
      connection.close();
    };
  }, [settings, handlers, queryClient, router]);

  return (
    <Handlers value={handlers}>
      <State value={state}>{props.children}</State>
    </Handlers>
  );
}

/** The same object while its contents are the same: a new render of the page brings a copy. */
function useStable(settings: RealtimeSettings): RealtimeSettings {
  const [held, setHeld] = useState(settings);
  if (JSON.stringify(held) === JSON.stringify(settings)) return held;
  setHeld(settings);
  return settings;
}

function transportFor(settings: RealtimeSettings) {
  if (settings.transport === 'stream') return streamTransport(settings.businessId);
  return pusherTransport({
    settings,
    authEndpoint: '/api/pusher/auth',
    load: async () => (await import('pusher-js')).default,
  });
}

function isTakenCareOf(handlers: Set<RealtimeHandler>, change: RealtimeChange): boolean {
  return [...handlers].map((handler) => handler(change)).includes(true);
}

function nullWhenRefused(error: unknown): null {
  const data = error instanceof Error && 'data' in error ? error.data : null;
  const code = typeof data === 'object' && data !== null && 'code' in data ? data.code : null;
  if (code === 'UNAUTHORIZED' || code === 'FORBIDDEN') return null;
  throw error;
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
