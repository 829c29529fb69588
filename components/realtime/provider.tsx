'use client';

import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  use,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ReactNode } from 'react';
import type { ConnectionState } from '#components/realtime/connection.ts';
import { createConnectionStore } from '#components/realtime/connection-store.ts';
import { useRedraw } from '#components/realtime/use-redraw.ts';
import { trpc } from '#components/trpc-provider.tsx';
import type { RealtimeChange, RealtimeSettings } from '#server/realtime/events.ts';

/** Returns true when it has brought the screen up to date itself, so that nothing is refetched. */
export type RealtimeHandler = (change: RealtimeChange) => boolean | undefined;

const retryMs = 5_000;
const Handlers = createContext<Set<RealtimeHandler> | null>(null);
// A store, not its state: a value that changes here makes React draw anew what is still arriving below.
const Connection = createContext(createConnectionStore());

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
  const { subscribe, read } = use(Connection);
  return useSyncExternalStore(subscribe, read, () => 'connecting');
}

/** One live connection for the tab; keeps every query of the business fresh. */
export function RealtimeProvider(props: { settings: RealtimeSettings; children: ReactNode }) {
  const [handlers] = useState(() => new Set<RealtimeHandler>());
  const [connection] = useState(createConnectionStore);
  const settings = useStable(props.settings);
  const queryClient = useQueryClient();
  const refresh = useRedraw();
  const utils = trpc.useUtils();
  const since = useEffectEvent((cursor: string | null) =>
    utils.realtime.since
      .fetch({ cursor }, { staleTime: 0, gcTime: 0, retry: false })
      .catch(nullWhenRefused),
  );

  // Nothing on the first screen needs the connection's code, so it comes after it.
  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    let end = () => clearTimeout(retry);
    let isOver = false;
    const open = async () => {
      const { startConnection } = await import('#components/realtime/start-connection.ts');
      if (isOver) return;
      end = startConnection({
        settings,
        queryClient,
        since: (cursor) => since(cursor),
        isTakenCareOf: (change) => isTakenCareOf(handlers, change),
        refresh,
        onState: connection.show,
      });
    };
    const openOrRetry = () => {
      open().catch(() => {
        connection.show('reconnecting');
        if (!isOver) retry = setTimeout(openOrRetry, retryMs);
      });
    };
    openOrRetry();
    return () => {
      isOver = true;
      end();
    };
  }, [settings, handlers, connection, queryClient, refresh]);

  return (
    <Handlers value={handlers}>
      <Connection value={connection}>{props.children}</Connection>
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

function isTakenCareOf(handlers: Set<RealtimeHandler>, change: RealtimeChange): boolean {
  return [...handlers].map((handler) => handler(change)).includes(true);
}

function nullWhenRefused(error: unknown): null {
  const data = error instanceof Error && 'data' in error ? error.data : null;
  const code = typeof data === 'object' && data !== null && 'code' in data ? data.code : null;
  if (code === 'UNAUTHORIZED' || code === 'FORBIDDEN') return null;
  throw error;
}
