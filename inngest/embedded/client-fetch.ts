import { receiveCheckpoint } from '#inngest/embedded/receive-checkpoint.ts';
import { receiveEvents } from '#inngest/embedded/receive-events.ts';
import type { CheckEvent } from '#inngest/embedded/receive-events.ts';

/**
 * A `fetch` for the SDK's client that stands for a server: the events it sends become work to do,
 * and the steps that its functions finish are kept. Nothing else is asked of a server.
 */
export function embeddedFetch(check: CheckEvent): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const isPost = (input instanceof Request ? input : init)?.method === 'POST';
    if (isPost && pathname.startsWith('/e/')) return receiveEvents(new Request(input, init), check);
    // As the SDK sends it: making a Request of it takes longer than reading it.
    if (isPost && checkpointPath.test(pathname) && typeof init?.body === 'string') {
      return receiveCheckpoint(init.body);
    }
    throw new Error('The embedded executor sends nothing to a server.');
  };
}

const checkpointPath = /^\/v1\/checkpoint\/[^/]+\/async$/;
