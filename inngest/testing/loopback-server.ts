import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { jobServer } from '#inngest/job-server.ts';
import type { JobServer } from '#inngest/job-server.ts';
import { env } from '#server/env.ts';

export interface SentEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

/** The side of an Inngest server that is turned to us, in the hands of a test. */
export interface LoopbackServer {
  readonly settings: JobServer;
  /** The events it took, each once, in order. */
  readonly taken: SentEvent[];
  /** How often it was sent events. */
  offers: number;
  /** What registered functions with it. */
  readonly registrations: unknown[];
  refusesFunctions: boolean;
  /** With what it answers events that are sent: 200 takes them. */
  answer: (events: SentEvent[]) => number;
  /** Whether it breaks off before it tells that it took events. */
  losesAnswers: boolean;
  /** Whether it took an event that it calls so. */
  knows(serverId: string): boolean;
  /** What it says of the runs of an event, by the event's id; null is that it does not say. */
  runsOf: (eventId: string) => string[] | null;
  /** Whether its queue holds something for each of its runs. */
  hasJobs: boolean;
  /** Forgets everything, as a server whose disk was lost. */
  forget(): void;
  close(): Promise<void>;
}

export const loopbackKeys = {
  INNGEST_EVENT_KEY: 'event-key',
  INNGEST_SIGNING_KEY: 'signkey-prod-0123456789abcdef',
};

/** Starts one on the loopback. It names events by the seed that comes with them, as a server does. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  const known = new Map<string, SentEvent>();
  const listener = createServer((request, response) => {
    void answerRequest(request).then(([status, body]) => {
      if (server.losesAnswers) return request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const INNGEST_BASE_URL = `http://127.0.0.1:${port.toString()}`;
  const settings = jobServer({ ...env(), ...loopbackKeys, INNGEST_BASE_URL });
  if (settings === null) throw new Error('The settings name a server.');
  const server: LoopbackServer = {
    settings,
    taken: [],
    offers: 0,
    registrations: [],
    refusesFunctions: false,
    answer: () => 200,
    losesAnswers: false,
    knows: (serverId) => known.has(serverId),
    runsOf: () => ['Running'],
    hasJobs: true,
    forget() {
      known.clear();
      server.taken.length = 0;
      server.registrations.length = 0;
    },
    async close() {
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
  return server;

  async function answerRequest(request: IncomingMessage): Promise<[number, unknown]> {
    const { url = '' } = request;
    if (url === `/e/${loopbackKeys.INNGEST_EVENT_KEY}`) return takeEvents(request);
    // The hash of the key, as the SDK's documentation says.
    if (!/^Bearer signkey-prod-[0-9a-f]{64}$/.test(request.headers.authorization ?? '')) {
      return [401, {}];
    }
    if (url.startsWith('/fn/register')) {
      if (server.refusesFunctions) return [500, { ok: false, error: 'not now' }];
      server.registrations.push(await json(request));
      return [200, { ok: true, modified: true }];
    }
    if (/^\/v1\/runs\/[^/]+\/jobs$/.test(url)) return [200, { data: server.hasJobs ? [{}] : [] }];
    const [, serverId = ''] = /^\/v1\/events\/([^/]+)\/runs$/.exec(url) ?? [];
    const event = known.get(serverId);
    const runs = event === undefined ? [] : server.runsOf(event.id);
    return runs === null
      ? [503, {}]
      : [200, { data: runs.map((status) => ({ run_id: serverId, status })) }];
  }

  async function takeEvents(request: IncomingMessage): Promise<[number, unknown]> {
    const events = (await json(request)) as SentEvent[];
    server.offers += 1;
    const status = server.answer(events);
    if (status !== 200) return [status, { error: 'no', status }];
    const seed = String(request.headers['x-inngest-event-id-seed']);
    const ids = events.map((event, index) => {
      const serverId = `${seed.replaceAll(/\W/g, '')}${index.toString()}`;
      const isKnown = [...known.values()].some(({ id }) => id === event.id);
      if (!isKnown) {
        known.set(serverId, event);
        server.taken.push(event);
      }
      return serverId;
    });
    return [200, { ids, status }];
  }
}
