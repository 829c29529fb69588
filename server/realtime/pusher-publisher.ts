import Pusher from 'pusher';
import { log } from '#server/log.ts';
import type { RealtimeChange } from '#server/realtime/events.ts';
import { channelOfBusiness, pusherClient } from '#server/realtime/pusher-account.ts';
import type { PusherAccount } from '#server/realtime/pusher-account.ts';

/** A committed change, and a cursor from which a reader would meet it. */
export interface Publication {
  change: RealtimeChange;
  cursor: string;
}

/** Sends changes to Pusher in the background; what it cannot send, browsers find when they poll. */
export interface PusherPublisher {
  publish(businessId: string, publication: Publication): void;
  health(): { ok: boolean; reason?: string };
  stop(): Promise<void>;
}

/** A message holds 10 KB and a change takes some 220 bytes; a batch holds ten messages. */
const changesPerMessage = 40;
const messagesPerBatch = 10;
const waitingLimit = 10_000;
/** After failing for so long, realtime counts as broken. */
const brokenAfterMs = 60_000;

interface Waiting extends Publication {
  businessId: string;
}

export function createPusherPublisher(account: PusherAccount, firstRetryMs = 200): PusherPublisher {
  const client = pusherClient(account);
  let waiting: Waiting[] = [];
  let sending: Promise<void> | null = null;
  let failingSince: number | null = null;
  let isStopped = false;

  async function run(): Promise<void> {
    let failures = 0;
    while (waiting.length > 0 && !isStopped) {
      const { messages, taken } = nextBatch(waiting);
      const outcome = await send(client, messages);
      if (outcome === 'later') {
        failingSince ??= Date.now();
        await pause(Math.min(firstRetryMs * 2 ** failures++, 30_000));
        continue;
      }
      waiting = waiting.filter((item) => !taken.has(item));
      failures = 0;
      failingSince = outcome === 'sent' ? null : (failingSince ?? Date.now());
      await endConnections(client, taken);
    }
    sending = null;
  }

  return {
    publish(businessId, publication) {
      if (waiting.length >= waitingLimit) waiting.shift();
      waiting.push({ businessId, ...publication });
      sending ??= run();
    },
    health: () =>
      failingSince === null || Date.now() - failingSince < brokenAfterMs
        ? { ok: true }
        : { ok: false, reason: 'Pusher does not take our messages.' },
    async stop() {
      isStopped = true;
      await Promise.race([sending, pause(1000)]);
    },
  };
}

/** The oldest changes, one message per business and at most ten messages. */
function nextBatch(waiting: Waiting[]) {
  const groups = new Map<string, Waiting[]>();
  for (const item of waiting) {
    const group = groups.get(item.businessId);
    if (group === undefined && groups.size < messagesPerBatch) groups.set(item.businessId, [item]);
    else if (group !== undefined && group.length < changesPerMessage) group.push(item);
  }
  const messages = [...groups].map(([businessId, items]) => ({
    channel: channelOfBusiness(businessId),
    name: 'changes',
    data: { changes: items.map(({ change }) => change), cursor: items[0]?.cursor },
  }));
  return { messages, taken: new Set([...groups.values()].flat()) };
}

async function send(
  client: Pusher,
  messages: Pusher.BatchEvent[],
): Promise<'sent' | 'refused' | 'later'> {
  try {
    await client.triggerBatch(messages);
    return 'sent';
  } catch (error) {
    const status = error instanceof Pusher.RequestError ? error.status : undefined;
    const isRefused = status !== undefined && status < 500 && status !== 429;
    // The error itself holds the signed address; its status says enough.
    log().warn({ status }, isRefused ? 'Pusher refused changes' : 'Pusher is not taking changes');
    return isRefused ? 'refused' : 'later';
  }
}

/**
 * A member who was changed may have been disabled: their connections end, and come back only as
 * far as the authorisation route still lets them.
 */
async function endConnections(client: Pusher, published: Set<Waiting>): Promise<void> {
  for (const { change } of published) {
    if (change.name !== 'member.updated') continue;
    await client.terminateUserConnections(change.ids.memberId).catch((error: unknown) => {
      const status = error instanceof Pusher.RequestError ? error.status : undefined;
      log().warn({ status }, 'Pusher did not end the connections of a changed member');
    });
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
