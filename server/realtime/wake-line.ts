import { randomUUID } from 'node:crypto';
import pg from 'pg';
import postgres from 'postgres';
import type { ClientConfig } from 'pg';
import { log } from '#server/log.ts';

/** How processes on one database tell each other which businesses have something new. */
export interface WakeLine {
  announce(businessId: string): void;
  /** When our own notice last came back to us, in milliseconds since the epoch; 0 for never. */
  lastHeardAt(): number;
  stop(): Promise<void>;
}

interface WakeLineOptions {
  connection: ClientConfig;
  /** Other processes have something new for these; null: notices may have been missed. */
  onWake(businessIds: string[] | null): void;
  echoMs: number;
}

const channel = 'frontdesk_realtime';
/** A commit that notifies takes a lock of the whole server, so notices are few and stand alone. */
const gatherMs = 4;
const retryMs = 1000;
/** A notice holds 8,000 bytes. */
const idsPerNotice = 150;

/** Opens the line and keeps it open; nothing here rejects or throws for a lost connection. */
export function openWakeLine(options: WakeLineOptions): WakeLine {
  return new PostgresWakeLine(options);
}

class PostgresWakeLine implements WakeLine {
  readonly #options: WakeLineOptions;
  readonly #origin = randomUUID();
  readonly #pending = new Set<string>();
  readonly #echo: NodeJS.Timeout;
  #sql: postgres.Sql;
  #openedAt = Date.now();
  #heardAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(options: WakeLineOptions) {
    this.#options = options;
    this.#sql = this.#connect();
    this.#echo = setInterval(() => this.#check(), options.echoMs).unref();
  }

  announce(businessId: string): void {
    this.#pending.add(businessId);
    this.#schedule(gatherMs);
  }

  lastHeardAt(): number {
    return this.#heardAt;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#echo);
    if (this.#timer !== null) clearTimeout(this.#timer);
    await close(this.#sql);
  }

  #connect(): postgres.Sql {
    const made = postgres({ ...postgresOptions(this.#options.connection), max: 1 });
    // After a lost connection it listens again by itself, and calls back again when it does.
    const whenListening = () => {
      this.#options.onWake(null);
      void this.#notify([]);
    };
    made
      .listen(channel, (notice) => this.#hear(notice), whenListening)
      .catch((error: unknown) => log().warn({ error }, 'not listening for changes yet'));
    return made;
  }

  #hear(notice: string): void {
    const [from, ...businessIds] = notice.split(' ');
    if (from === this.#origin) this.#heardAt = Date.now();
    else if (businessIds.length > 0) this.#options.onWake(businessIds);
  }

  #schedule(milliseconds: number): void {
    if (this.#timer !== null || this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#send(), milliseconds).unref();
  }

  async #send(): Promise<void> {
    const businessIds = [...this.#pending].slice(0, idsPerNotice);
    for (const businessId of businessIds) this.#pending.delete(businessId);
    const isSent = await this.#notify(businessIds);
    if (!isSent) for (const businessId of businessIds) this.#pending.add(businessId);
    this.#timer = null;
    if (this.#pending.size > 0) this.#schedule(isSent ? gatherMs : retryMs);
  }

  async #notify(businessIds: string[]): Promise<boolean> {
    try {
      await this.#sql.notify(channel, [this.#origin, ...businessIds].join(' '));
      return true;
    } catch (error) {
      if (!this.#isStopped)
        log().warn({ error }, 'other processes could not be told of changes yet');
      return false;
    }
  }

  /** A connection can be dead without anybody closing it; then only a new one helps. */
  #check(): void {
    const since = Math.max(this.#heardAt, this.#openedAt);
    if (Date.now() - since > this.#options.echoMs * 4) {
      this.#openedAt = Date.now();
      void close(this.#sql);
      this.#sql = this.#connect();
    }
    void this.#notify([]);
  }
}

async function close(sql: postgres.Sql): Promise<void> {
  await sql.end({ timeout: 0 }).catch(() => undefined);
}

/** The pool's settings in the words of postgres.js, which reads no socket folder from a URL. */
function postgresOptions(connection: ClientConfig): postgres.Options<Record<string, never>> {
  const { host, port, database, user, password, ssl } = new pg.Client(connection);
  return {
    host,
    port,
    ...(database !== undefined && { database }),
    ...(user !== undefined && { username: user }),
    ...(password != null && { password }),
    ssl,
    fetch_types: false,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: 'frontdesk-realtime' },
  };
}
