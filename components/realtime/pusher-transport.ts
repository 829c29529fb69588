import type PusherClient from 'pusher-js';
import type { Sink, Transport } from '#components/realtime/connection.ts';
import type { RealtimeChange, RealtimeSettings } from '#server/realtime/events.ts';

type PusherSettings = Extract<RealtimeSettings, { transport: 'pusher' }>;

export interface PusherTransportOptions {
  settings: PusherSettings;
  authEndpoint: string;
  load(): Promise<typeof PusherClient>;
}

/** Listens through Pusher, which repeats nothing: the connection asks for what was missed. */
export function pusherTransport({
  settings,
  authEndpoint,
  load,
}: PusherTransportOptions): Transport {
  return (_cursor, sink) => {
    let isClosed = false;
    let pusher: PusherClient | null = null;
    load().then(
      (Client) => {
        if (isClosed) return;
        pusher = new Client(settings.key, clientOptions(settings, authEndpoint));
        listen(pusher, settings.businessId, sink);
      },
      () => sink.lost(),
    );
    return () => {
      isClosed = true;
      pusher?.disconnect();
    };
  };
}

function listen(pusher: PusherClient, businessId: string, sink: Sink): void {
  // Signed in, so that the server can end the connection of a member who was disabled.
  pusher.signin();
  const channel = pusher.subscribe(`private-business-${businessId}`);
  channel.bind('pusher:subscription_succeeded', () => sink.ready());
  channel.bind('pusher:subscription_error', () => sink.lost());
  channel.bind('changes', ({ changes }: { changes: RealtimeChange[] }) =>
    sink.receive({ changes, cursor: null, resync: false }),
  );
  let wasConnected = false;
  pusher.connection.bind('state_change', ({ current }: { current: string }) => {
    if (current === 'connected') wasConnected = true;
    const isLost = wasConnected && current !== 'connected';
    if (isLost || ['unavailable', 'failed', 'disconnected'].includes(current)) sink.lost();
  });
}

function clientOptions({ cluster, server }: PusherSettings, authEndpoint: string) {
  return {
    cluster,
    ...(server !== null && {
      wsHost: server.host,
      wsPort: server.port,
      wssPort: server.port,
    }),
    forceTLS: server?.tls ?? true,
    enabledTransports: ['ws' as const, 'wss' as const],
    disableStats: true,
    channelAuthorization: { endpoint: authEndpoint, transport: 'ajax' as const },
    userAuthentication: { endpoint: authEndpoint, transport: 'ajax' as const },
  };
}
