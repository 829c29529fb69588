import Pusher from 'pusher';
import { env } from '#server/env.ts';
import type { RealtimeSettings } from '#server/realtime/events.ts';

/** The Pusher application to publish to, or a server of one's own that speaks its protocol. */
export interface PusherAccount {
  appId: string;
  key: string;
  secret: string;
  cluster: string;
  /** Null for Pusher itself. TLS unless a port other than 443 is named. */
  server: { host: string; port: number; tls: boolean } | null;
}

/** The account in the settings; null when there is none and browsers use the event stream. */
export function pusherAccount(): PusherAccount | null {
  const { PUSHER_APP_ID, PUSHER_KEY, PUSHER_SECRET, PUSHER_CLUSTER, PUSHER_HOST } = env();
  if (PUSHER_APP_ID === undefined || PUSHER_KEY === undefined || PUSHER_SECRET === undefined) {
    return null;
  }
  const port = env().PUSHER_PORT ?? 443;
  return {
    appId: PUSHER_APP_ID,
    key: PUSHER_KEY,
    secret: PUSHER_SECRET,
    cluster: PUSHER_CLUSTER ?? 'mt1',
    server: PUSHER_HOST === undefined ? null : { host: PUSHER_HOST, port, tls: port === 443 },
  };
}

/** The server library's client for the account. */
export function pusherClient({ appId, key, secret, cluster, server }: PusherAccount): Pusher {
  const common = { appId, key, secret, timeout: 5000 };
  return server === null
    ? new Pusher({ ...common, cluster, useTLS: true })
    : new Pusher({ ...common, host: server.host, port: `${server.port}`, useTLS: server.tls });
}

/** The private channel that carries one business's changes. */
export function channelOfBusiness(businessId: string): string {
  return `private-business-${businessId}`;
}

/** What this member's browser needs to listen; holds no secret. */
export function realtimeSettings(who: { businessId: string; memberId: string }): RealtimeSettings {
  const account = pusherAccount();
  if (account === null) return { transport: 'stream', businessId: who.businessId };
  const { key, cluster, server } = account;
  return { transport: 'pusher', ...who, key, cluster, server };
}
