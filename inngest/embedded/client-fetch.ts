import { receiveCheckpoint } from '#inngest/embedded/receive-checkpoint.ts';
import { receiveEvents } from '#inngest/embedded/receive-events.ts';
import type { CheckEvent } from '#inngest/embedded/receive-events.ts';

/**
 * A `fetch` for the SDK's client that stands for a server: the events it sends become work to do,
 * and the steps that its functions finish are kept. Nothing else is asked of a server.
 */
export function embeddedFetch(check: CheckEvent): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    if (request.method === 'POST' && pathname.startsWith('/e/')) {
      return receiveEvents(request, check);
    }
    if (request.method === 'POST' && /^\/v1\/checkpoint\/[^/]+\/async$/.test(pathname)) {
      return receiveCheckpoint(await request.text());
    }
    throw new Error('The embedded executor sends nothing to a server.');
  };
}
