import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionFromCookieHeader } from '#server/auth/session-cookie.ts';
import { log } from '#server/log.ts';
import { perProcess } from '#server/per-process.ts';
import { realtimeHub } from '#server/realtime/hub.ts';
import type { RealtimeHub } from '#server/realtime/hub.ts';
import type { RealtimeCatchUp } from '#server/realtime/events.ts';

/** Who listens; asked for again at every heartbeat. Null ends the stream. */
export interface Listener {
  sessionId: string;
  businessId: string;
  memberId: string;
}

interface EventStreamOptions {
  hub(): RealtimeHub;
  authenticate(cookie: string | undefined): Promise<Listener | null>;
  heartbeatMs?: number;
  /** What may wait for a slow reader before it is dropped; it will catch up. */
  maxBufferedBytes?: number;
  maxPerSession?: number;
}

export interface EventStreams {
  /** Answers GET /api/realtime?cursor=… and stays open. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends all streams; new ones are told to come back later. */
  stop(): void;
  count(): number;
}

type Refusal = [status: number, sentence: string];
const signInFirst: Refusal = [401, 'Please sign in first.'];

/** The live event streams of this process. */
export function createEventStreams(options: EventStreamOptions): EventStreams {
  const { maxPerSession = 20 } = options;
  const open = new Set<{ listener: Listener; response: ServerResponse }>();
  let isStopped = false;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const listener = isStopped ? null : await options.authenticate(request.headers.cookie);
    const refusal = refusalOf(listener);
    if (listener === null || refusal !== null) {
      refuse(response, ...(refusal ?? signInFirst));
      return;
    }
    // Gone while we asked who it is: its close has been and will not come again.
    if (response.destroyed) return;
    const stream = { listener, response };
    open.add(stream);
    response.once('close', () => open.delete(stream));
    await follow(options, listener, request, response);
  }

  function refusalOf(listener: Listener | null): Refusal | null {
    if (isStopped) return [503, 'The server is restarting.'];
    if (listener === null) return signInFirst;
    const { sessionId } = listener;
    const sameSession = [...open].filter((stream) => stream.listener.sessionId === sessionId);
    if (sameSession.length < maxPerSession) return null;
    return [429, 'Too many windows are open at once.'];
  }

  return {
    serve,
    stop() {
      isStopped = true;
      for (const { response } of open) response.end();
    },
    count: () => open.size,
  };
}

async function follow(
  options: EventStreamOptions,
  listener: Listener,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { businessId, memberId } = listener;
  const { heartbeatMs = 15_000, maxBufferedBytes = 1_000_000 } = options;
  let cursor = cursorOf(request);

  function send(event: string, data: unknown): void {
    if (response.writableEnded || response.destroyed) return;
    const id = cursor === null ? '' : `id: ${cursor}\n`;
    response.write(`${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (response.writableLength > maxBufferedBytes) response.destroy();
  }

  function deliver({ changes, cursor: newer, resync }: RealtimeCatchUp): void {
    cursor = newer;
    if (resync) send('resync', {});
    else if (changes.length > 0) send('changes', { changes });
    const isAboutThem = changes.some(
      (change) => change.name === 'member.updated' && change.ids.memberId === memberId,
    );
    if (isAboutThem) void recheck();
  }

  /** Only a clear no is final; a stream that merely ends brings the browser back to ask again. */
  async function recheck(): Promise<boolean> {
    const answer = await whoIsIt(options, request.headers.cookie);
    if (answer !== 'unknown' && answer?.memberId === memberId) return true;
    if (answer === null) send('ended', {});
    response.end();
    return false;
  }

  const leave = await options.hub().subscribe(businessId, cursor, whenOpen(response, deliver));
  send('ready', { businessId });
  const beat = setInterval(() => {
    void recheck().then((isStillThere) => isStillThere && send('beat', {}));
  }, heartbeatMs);
  const close = () => {
    clearInterval(beat);
    leave();
  };
  if (response.destroyed || response.writableEnded) close();
  else response.once('close', close);
}

/** Sends the headers with the first delivery, so that a failure before it can still be a 500. */
function whenOpen(response: ServerResponse, deliver: (batch: RealtimeCatchUp) => void) {
  return (batch: RealtimeCatchUp) => {
    if (!response.headersSent && !response.destroyed) {
      response.socket?.setNoDelay(true);
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      response.flushHeaders();
    }
    deliver(batch);
  };
}

/** A session that cannot be checked is not trusted. */
async function whoIsIt(
  options: EventStreamOptions,
  cookie: string | undefined,
): Promise<Listener | null | 'unknown'> {
  try {
    return await options.authenticate(cookie);
  } catch (error) {
    log().warn({ error }, 'the session of an event stream could not be checked');
    return 'unknown';
  }
}

function cursorOf(request: IncomingMessage): string | null {
  const last = request.headers['last-event-id'];
  if (typeof last === 'string' && last !== '') return last;
  return new URL(request.url ?? '/', 'http://localhost').searchParams.get('cursor');
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end(sentence);
}

const streams = () =>
  perProcess('http.event-streams', () =>
    createEventStreams({ hub: realtimeHub, authenticate: memberOfCookie }),
  );

/** Handles GET /api/realtime of the running server. */
export function serveEventStream(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return streams().serve(request, response);
}

/** Ends every stream of this process, so that the server can close. */
export function stopEventStreams(): void {
  streams().stop();
}

async function memberOfCookie(cookie: string | undefined): Promise<Listener | null> {
  const session = await sessionFromCookieHeader(cookie);
  if (session?.current == null) return null;
  const { businessId, memberId } = session.current;
  return { sessionId: session.sessionId, businessId, memberId };
}
