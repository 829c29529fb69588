import type { RealtimeCatchUp, RealtimeChange } from '#server/realtime/events.ts';

/** `ended`: the server no longer lets us listen. `moved`: we now listen to another business. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'ended' | 'moved';

/** What a transport tells the connection that opened it. */
export interface Sink {
  /** Everything up to now has been delivered, and what comes next will be. */
  ready(): void;
  /** A null cursor: live news that may have gaps before it, so the place we go on from stays. */
  receive(batch: Omit<RealtimeCatchUp, 'cursor'> & { cursor: string | null }): void;
  /** There is still somebody on the other side. */
  beat(cursor: string | null): void;
  lost(): void;
  ended(): void;
  moved(): void;
}

/** Opens one connection; returns how to close it. */
export type Transport = (cursor: string | null, sink: Sink) => () => void;

export interface ConnectionOptions {
  transport: Transport;
  /** Asks the server directly; null when it no longer answers us at all. */
  since(cursor: string | null): Promise<RealtimeCatchUp | null>;
  /** True when the transport does not repeat what was missed: then we ask on every connect. */
  asksItself: boolean;
  cursor: { load(): string | null; save(cursor: string): void };
  onChanges(changes: RealtimeChange[]): void;
  /** We cannot know what changed. */
  onResync(): void;
  onState(state: ConnectionState): void;
  random?(): number;
  firstDelayMs?: number;
}

export interface Connection {
  /** The tab is looked at again or the network is back: reconnect now, not after the delay. */
  hurry(): void;
  /** Nobody looks: hang up until the next `hurry`, which catches up. */
  rest(): void;
  close(): void;
}

const pollMs = 30_000;
const silenceMs = 40_000;
const longestDelayMs = 30_000;
const rememberedIds = 2000;

/** Keeps one connection alive, and makes sure that each change is told at least and only once. */
export function keepConnected(options: ConnectionOptions): Connection {
  const { transport, asksItself, random = Math.random, firstDelayMs = 500 } = options;
  const seen = new Set<string>();
  let cursor = options.cursor.load();
  let state: ConnectionState = 'connecting';
  let failures = 0;
  let attempt = 0;
  let closeTransport: (() => void) | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let heardAt = 0;
  let isClosed = false;
  let isResting = false;

  function become(next: ConnectionState): void {
    if (state === next) return;
    state = next;
    options.onState(next);
  }

  function advance(to: string | null): void {
    if (to === null || to === cursor) return;
    cursor = to;
    options.cursor.save(to);
  }

  function receive(batch: Parameters<Sink['receive']>[0]): void {
    heardAt = Date.now();
    if (batch.resync) options.onResync();
    const fresh = batch.changes.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) remember(seen, id);
    if (fresh.length > 0) options.onChanges(fresh);
    advance(batch.cursor);
  }

  function finish(last: 'ended' | 'moved'): void {
    disconnect();
    isClosed = true;
    clearInterval(watch);
    become(last);
  }

  function disconnect(): void {
    attempt += 1;
    clearTimeout(retry);
    closeTransport?.();
    closeTransport = null;
  }

  function reconnectLater(): void {
    if (isClosed || isResting) return;
    disconnect();
    if (state === 'live') become('reconnecting');
    const delay = Math.min(firstDelayMs * 2 ** failures++, longestDelayMs);
    retry = setTimeout(connect, delay * (0.5 + random() / 2));
  }

  function connect(): void {
    disconnect();
    heardAt = Date.now();
    const own = attempt;
    const isCurrent = () => own === attempt && !isClosed;
    const whileCurrent =
      <Args extends unknown[]>(tell: (...args: Args) => void) =>
      (...args: Args) => {
        if (isCurrent()) tell(...args);
      };
    const close = transport(cursor, {
      ready: whileCurrent(() => void becomeLive(isCurrent)),
      receive: whileCurrent(receive),
      beat: whileCurrent((newer: string | null) => {
        heardAt = Date.now();
        advance(newer);
      }),
      lost: whileCurrent(reconnectLater),
      ended: whileCurrent(() => finish('ended')),
      moved: whileCurrent(() => finish('moved')),
    });
    if (isCurrent()) closeTransport = close;
    else close();
  }

  async function becomeLive(isCurrent: () => boolean): Promise<void> {
    const isAnswered = !asksItself || (await ask());
    if (!isCurrent()) return;
    if (!isAnswered) {
      reconnectLater();
      return;
    }
    failures = 0;
    heardAt = Date.now();
    become('live');
  }

  /** False when the question got no answer. */
  async function ask(): Promise<boolean> {
    try {
      const answer = await options.since(cursor);
      if (isClosed) return true;
      if (answer === null) finish('ended');
      else receive(answer);
      return true;
    } catch {
      return false;
    }
  }

  function check(): void {
    if (isResting) return;
    if (asksItself || state !== 'live') void ask();
    if (!asksItself && closeTransport !== null && Date.now() - heardAt > silenceMs) {
      reconnectLater();
    }
  }

  const watch = setInterval(check, pollMs);
  connect();

  return {
    hurry() {
      if (isClosed) return;
      isResting = false;
      const isWell = state === 'live' && Date.now() - heardAt < silenceMs;
      if (isWell && asksItself) void ask();
      if (isWell) return;
      failures = 0;
      connect();
    },
    rest() {
      if (isClosed) return;
      isResting = true;
      disconnect();
      become('connecting');
    },
    close() {
      isClosed = true;
      disconnect();
      clearInterval(watch);
    },
  };
}

function remember(seen: Set<string>, id: string): void {
  seen.add(id);
  if (seen.size <= rememberedIds) return;
  const [oldest] = seen;
  if (oldest !== undefined) seen.delete(oldest);
}
