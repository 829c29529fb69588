import { and, eq, isNull, lt, or } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import type { BusinessContext } from '#server/domain/context.ts';

const onceInMs = 60_000;

/**
 * Notes that the provider spoke for this channel just now; once a minute at most, because
 * deliveries that all write the same row would wait for each other.
 */
export async function noteChannel(ctx: BusinessContext, channelId: string): Promise<void> {
  const now = ctx.now();
  const isDue = or(
    isNull(channels.lastEventAt),
    lt(channels.lastEventAt, new Date(now.getTime() - onceInMs)),
  );
  await ctx.db((tx) =>
    tx
      .update(channels)
      .set({ lastEventAt: now })
      .where(and(eq(channels.id, channelId), isDue)),
  );
}
