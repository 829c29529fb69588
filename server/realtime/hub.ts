import type { ClientConfig } from 'pg';
import { forBusiness } from '#db/business.ts';
import { databaseConnection } from '#db/connection.ts';
import { pruneRealtimeEvents } from '#db/system.ts';
import { log } from '#server/log.ts';
import { perProcess } from '#server/per-process.ts';
import { catchUp } from '#server/realtime/catch-up.ts';
import { openFeed } from '#server/realtime/feed.ts';
import type { Deliver, Feed } from '#server/realtime/feed.ts';
import { createPusherPublisher } from '#server/realtime/pusher-publisher.ts';
import type { Publication, PusherPublisher } from '#server/realtime/pusher-publisher.ts';
import { pusherAccount } from '#server/realtime/pusher-account.ts';
import { readChanges } from '#server/realtime/read-changes.ts';
import { openWakeLine } from '#server/realtime/wake-line.ts';
import type { WakeLine } from '#server/realtime/wake-line.ts';

/** Where committed changes meet those who listen: one in each process. */
export interface RealtimeHub {
  /** Something of this business has committed in this process. */
  wake(businessId: string, publication?: Publication): void;
  /** Delivers what was missed since the cursor, then everything new. Returns how to leave. */
  subscribe(businessId: string, cursor: string | null, deliver: Deliver): Promise<() => void>;
  health(): RealtimeHealth;
  stop(): Promise<void>;
}

export interface RealtimeHealth {
  ok: boolean;
  reason?: string;
}

interface HubOptions {
  connection?: ClientConfig;
  pusher?: PusherPublisher | null;
  /** Reads even without a notice, in case one was lost. */
  pollMs?: number;
}

const hourMs = 60 * 60 * 1000;

/** Listens to the database and serves this process's subscribers until stopped. */
export function createHub(options: HubOptions = {}): RealtimeHub {
  return new Hub(options);
}

class Hub implements RealtimeHub {
  readonly #feeds = new Map<string, Promise<Feed>>();
  readonly #pusher: PusherPublisher | null;
  /** Only the event stream needs it: Pusher itself reaches the browsers of other processes. */
  readonly #line: WakeLine | null;
  readonly #pollMs: number;
  readonly #timers: NodeJS.Timeout[];

  constructor({ pusher = null, pollMs = 5000, connection }: HubOptions) {
    this.#pusher = pusher;
    this.#pollMs = pollMs;
    const onWake = (businessIds: string[] | null) => this.#wakeFeeds(businessIds);
    this.#line =
      pusher === null
        ? openWakeLine({ connection: connection ?? databaseConnection(), onWake, echoMs: pollMs })
        : null;
    this.#timers = [
      setInterval(() => this.#wakeFeeds(null), pollMs).unref(),
      setInterval(() => void forgetOldChanges(), hourMs).unref(),
    ];
  }

  wake(businessId: string, publication?: Publication): void {
    this.#wakeFeeds([businessId]);
    this.#line?.announce(businessId);
    if (publication !== undefined) this.#pusher?.publish(businessId, publication);
  }

  async subscribe(
    businessId: string,
    cursor: string | null,
    deliver: Deliver,
  ): Promise<() => void> {
    const buffer = bufferUntilReady(deliver);
    let leave: (() => void) | null = null;
    // A feed that its last listener has just left is closed; the next one is new.
    while (leave === null) leave = (await this.#feedOf(businessId)).join(buffer.deliver);
    try {
      buffer.ready(await forBusiness(businessId, (tx) => catchUp(tx, cursor)));
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  health(): RealtimeHealth {
    if (this.#line === null) return this.#pusher?.health() ?? { ok: true };
    const silentMs = Date.now() - this.#line.lastHeardAt();
    return silentMs < this.#pollMs * 3
      ? { ok: true }
      : { ok: false, reason: 'The database does not pass on changes.' };
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const opening of this.#feeds.values()) whenOpen(opening, (feed) => feed.close());
    this.#feeds.clear();
    await Promise.all([this.#line?.stop(), this.#pusher?.stop()]);
  }

  /** Null wakes all: nobody knows what was missed. */
  #wakeFeeds(businessIds: string[] | null): void {
    for (const businessId of businessIds ?? this.#feeds.keys()) {
      const opening = this.#feeds.get(businessId);
      if (opening !== undefined) whenOpen(opening, (feed) => feed.wake());
    }
  }

  #feedOf(businessId: string): Promise<Feed> {
    const open = this.#feeds.get(businessId);
    if (open !== undefined) return open;
    const forget = () => this.#feeds.delete(businessId);
    const opening = openFeed({
      read: (since) => forBusiness(businessId, (tx) => readChanges(tx, since)),
      onEmpty: forget,
    });
    this.#feeds.set(businessId, opening);
    opening.catch(forget);
    return opening;
  }
}

function whenOpen(opening: Promise<Feed>, work: (feed: Feed) => void): void {
  opening.then(work, () => undefined);
}

/** What the feed delivers while the missed changes are still being read waits behind them. */
function bufferUntilReady(deliver: Deliver) {
  let waiting: Parameters<Deliver>[0][] | null = [];
  return {
    deliver(batch: Parameters<Deliver>[0]) {
      if (waiting === null) deliver(batch);
      else waiting.push(batch);
    },
    ready(first: Parameters<Deliver>[0]) {
      deliver(first);
      for (const batch of waiting ?? []) deliver(batch);
      waiting = null;
    },
  };
}

async function forgetOldChanges(): Promise<void> {
  try {
    await pruneRealtimeEvents(new Date(Date.now() - 24 * hourMs));
  } catch (error) {
    log().warn({ error }, 'old changes could not be forgotten; trying again in an hour');
  }
}

const running = () => perProcess('realtime.hub', () => ({ hub: null as RealtimeHub | null }));

/** Starts this process's hub; once, from the server's main. Never rejects for a missing database. */
export function startRealtime(): RealtimeHub {
  const account = pusherAccount();
  const pusher = account === null ? null : createPusherPublisher(account);
  return (running().hub ??= createHub({ pusher }));
}

/** Stops it; streams must have been ended before. */
export async function stopRealtime(): Promise<void> {
  const { hub } = running();
  running().hub = null;
  await hub?.stop();
}

/** The hub of this process. Throws before `startRealtime`. */
export function realtimeHub(): RealtimeHub {
  const { hub } = running();
  if (hub === null) throw new Error('Realtime has not been started in this process.');
  return hub;
}

/** Tells listeners that this business has something new; works from any copy of this module. */
export function wakeHub(businessId: string, publication?: Publication): void {
  running().hub?.wake(businessId, publication);
}

/** For the health check. */
export function realtimeHealth(): RealtimeHealth {
  return running().hub?.health() ?? { ok: false, reason: 'Realtime has not been started.' };
}
