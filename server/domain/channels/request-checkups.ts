import { findUncheckedChannels, forSystem } from '#db/system.ts';
import type { WorkPort } from '#server/domain/webhooks/received-events.ts';

const everyMs = 24 * 3_600_000;
const channelsPerTurn = 200;

/** Has every channel looked over once a day. Returns for how many it asked; twice in an hour is once. */
export function requestCheckups({ enqueue }: WorkPort, now = new Date()): Promise<number> {
  return forSystem(async (tx) => {
    const due = await findUncheckedChannels(tx, new Date(now.getTime() - everyMs), channelsPerTurn);
    const hour = now.toISOString().slice(0, 13);
    await enqueue(
      tx,
      due.map((data) => ({
        name: 'checkup.requested',
        data,
        key: `checkup:${data.channelId}:${hour}`,
      })),
    );
    return due.length;
  });
}
