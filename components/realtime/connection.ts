import type { RealtimeCatchUp, RealtimeChange } from '#server/realtime/events.ts';

/** `ended`: the server no longer lets us listen. `moved`: we now listen to another business. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'ended' | 'moved';

type Batch = Omit<RealtimeCatchUp, 'cursor'> & { cursor: string | null };

/** What a transport tells the connection that opened it. */
export interface Sink {
  /** Everything up to now has been delivered, and what comes next will be. */
  ready(): void;
  /** A null cursor: live news that may have gaps before it, so the place we go on from stays. */
  receive(batch: Batch): void;
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
  return new LiveConnection(options);
}

class LiveConnection implements Connection {
  readonly #options: ConnectionOptions;
  readonly #seen = new Set<string>();
  readonly #watch: ReturnType<typeof setInterval>;
  #cursor: string | null;
  #state: ConnectionState = 'connecting';
  #failures = 0;
  /** Counts transports, so that one which was replaced is no longer listened to. */
  #attempt = 0;
  #closeTransport: (() => void) | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #isClosed = false;
  #isResting = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#cursor = options.cursor.load();
    this.#watch = setInterval(() => this.#check(), pollMs);
    this.#connect();
  }

  hurry(): void {
    if (this.#isClosed) return;
    this.#isResting = false;
    const isWell = this.#state === 'live' && Date.now() - this.#heardAt < silenceMs;
    if (isWell && this.#options.asksItself) void this.#ask();
    if (isWell) return;
    this.#failures = 0;
    this.#connect();
  }

  rest(): void {
    if (this.#isClosed) return;
    this.#isResting = true;
    this.#disconnect();
    this.#become('connecting');
  }

  close(): void {
    this.#isClosed = true;
    this.#disconnect();
    clearInterval(this.#watch);
  }

  #connect(): void {
    this.#disconnect();
    this.#heardAt = Date.now();
    const own = this.#attempt;
    const isCurrent = () => own === this.#attempt && !this.#isClosed;
    const close = this.#options.transport(this.#cursor, this.#sink(isCurrent));
    if (isCurrent()) this.#closeTransport = close;
    else close();
  }

  #sink(isCurrent: () => boolean): Sink {
    const whileCurrent =
      <Args extends unknown[]>(tell: (...args: Args) => void) =>
      (...args: Args) => {
        if (isCurrent()) tell(...args);
      };
    return {
      ready: whileCurrent(() => void this.#becomeLive(isCurrent)),
      receive: whileCurrent((batch: Batch) => this.#receive(batch)),
      beat: whileCurrent((newer: string | null) => {
        this.#heardAt = Date.now();
        this.#advance(newer);
      }),
      lost: whileCurrent(() => this.#reconnectLater()),
      ended: whileCurrent(() => this.#finish('ended')),
      moved: whileCurrent(() => this.#finish('moved')),
    };
  }

  async #becomeLive(isCurrent: () => boolean): Promise<void> {
    const isAnswered = !this.#options.asksItself || (await this.#ask());
    if (!isCurrent()) return;
    if (!isAnswered) {
      this.#reconnectLater();
      return;
    }
    this.#failures = 0;
    this.#heardAt = Date.now();
    this.#become('live');
  }

  /** False when the question got no answer. */
  async #ask(): Promise<boolean> {
    try {
      const answer = await this.#options.since(this.#cursor);
      if (this.#isClosed) return true;
      if (answer === null) this.#finish('ended');
      else this.#receive(answer);
      return true;
    } catch {
      return false;
    }
  }

  #receive(batch: Batch): void {
    this.#heardAt = Date.now();
    if (batch.resync) this.#options.onResync();
    const fresh = batch.changes.filter(({ id }) => !this.#seen.has(id));
    for (const { id } of fresh) remember(this.#seen, id);
    if (fresh.length > 0) this.#options.onChanges(fresh);
    this.#advance(batch.cursor);
  }

  #advance(to: string | null): void {
    if (to === null || to === this.#cursor) return;
    this.#cursor = to;
    this.#options.cursor.save(to);
  }

  #check(): void {
    if (this.#isResting) return;
    const { asksItself } = this.#options;
    if (asksItself || this.#state !== 'live') void this.#ask();
    const isSilent = Date.now() - this.#heardAt > silenceMs;
    if (!asksItself && this.#closeTransport !== null && isSilent) this.#reconnectLater();
  }

  #reconnectLater(): void {
    if (this.#isClosed || this.#isResting) return;
    this.#disconnect();
    if (this.#state === 'live') this.#become('reconnecting');
    const { random = Math.random, firstDelayMs = 500 } = this.#options;
    const delay = Math.min(firstDelayMs * 2 ** this.#failures++, longestDelayMs);
    this.#retry = setTimeout(() => this.#connect(), delay * (0.5 + random() / 2));
  }

  #disconnect(): void {
    this.#attempt += 1;
    clearTimeout(this.#retry);
    this.#closeTransport?.();
    this.#closeTransport = null;
  }

  #finish(last: 'ended' | 'moved'): void {
    this.close();
    this.#become(last);
  }

  #become(next: ConnectionState): void {
    if (this.#state === next) return;
    this.#state = next;
    this.#options.onState(next);
  }
}

function remember(seen: Set<string>, id: string): void {
  seen.add(id);
  if (seen.size <= rememberedIds) return;
  const [oldest] = seen;
  if (oldest !== undefined) seen.delete(oldest);
}
