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
  const origin = randomUUID();
  const pending = new Set<string>();
  let heardAt = 0;
  let openedAt = Date.now();
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  let sql = connect();

  function connect(): postgres.Sql {
    const made = postgres({ ...postgresOptions(options.connection), max: 1 });
    // After a lost connection it listens again by itself, and calls back again when it does.
    made
      .listen(channel, hear, () => {
        options.onWake(null);
        void notify([]);
      })
      .catch((error: unknown) => log().warn({ error }, 'not listening for changes yet'));
    return made;
  }

  function hear(notice: string): void {
    const [from, ...businessIds] = notice.split(' ');
    if (from === origin) heardAt = Date.now();
    else if (businessIds.length > 0) options.onWake(businessIds);
  }

  function schedule(milliseconds: number): void {
    if (timer !== null || isStopped) return;
    timer = setTimeout(() => void send(), milliseconds).unref();
  }

  async function send(): Promise<void> {
    const businessIds = [...pending].slice(0, idsPerNotice);
    for (const businessId of businessIds) pending.delete(businessId);
    const sent = await notify(businessIds);
    if (!sent) for (const businessId of businessIds) pending.add(businessId);
    timer = null;
    if (pending.size > 0) schedule(sent ? gatherMs : retryMs);
  }

  async function notify(businessIds: string[]): Promise<boolean> {
    try {
      await sql.notify(channel, [origin, ...businessIds].join(' '));
      return true;
    } catch (error) {
      if (!isStopped) log().warn({ error }, 'other processes could not be told of changes yet');
      return false;
    }
  }

  const echo = setInterval(() => {
    // A connection can be dead without anybody closing it; then only a new one helps.
    if (Date.now() - Math.max(heardAt, openedAt) > options.echoMs * 4) {
      openedAt = Date.now();
      void close(sql);
      sql = connect();
    }
    void notify([]);
  }, options.echoMs).unref();

  return {
    announce(businessId) {
      pending.add(businessId);
      schedule(gatherMs);
    },
    lastHeardAt: () => heardAt,
    async stop() {
      isStopped = true;
      clearInterval(echo);
      if (timer !== null) clearTimeout(timer);
      await close(sql);
    },
  };
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
