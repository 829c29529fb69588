import type { Sink, Transport } from '#components/realtime/connection.ts';
import type { RealtimeChange } from '#server/realtime/events.ts';

/** A stream that has not begun after this long is stuck in something between us and the server. */
const openWithinMs = 15_000;

/** Listens to our own server's event stream; the server repeats what was missed. */
export function streamTransport(
  businessId: string,
  EventSourceClass: typeof EventSource = EventSource,
): Transport {
  return (cursor, sink) => {
    const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const source = new EventSourceClass(`/api/realtime${query}`);
    const tooLate = setTimeout(() => sink.lost(), openWithinMs);
    listen(source, businessId, sink, () => clearTimeout(tooLate));
    return () => {
      clearTimeout(tooLate);
      source.close();
    };
  };
}

function listen(source: EventSource, businessId: string, sink: Sink, opened: () => void): void {
  const on = (name: string, tell: (cursor: string | null, data: unknown) => void) => {
    source.addEventListener(name, (event: MessageEvent<string>) =>
      tell(event.lastEventId === '' ? null : event.lastEventId, JSON.parse(event.data)),
    );
  };
  on('changes', (cursor, data) => {
    const { changes } = data as { changes: RealtimeChange[] };
    sink.receive({ changes, cursor, resync: false });
  });
  on('resync', (cursor) => sink.receive({ changes: [], cursor, resync: true }));
  on('beat', (cursor) => sink.beat(cursor));
  on('ready', (cursor, data) => {
    opened();
    if ((data as { businessId: string }).businessId !== businessId) return sink.moved();
    sink.beat(cursor);
    sink.ready();
  });
  on('ended', () => sink.ended());
  // Its own way of coming back knows no jitter and gives up on an error status.
  source.onerror = () => sink.lost();
}
