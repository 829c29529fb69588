import { and, desc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import { channels } from '#db/schema/channels.ts';
import type { BusinessContext } from '#server/domain/context.ts';

const onceInMs = 60_000;
const beginnings = ['channel.connected', 'channel.reconnected', 'channel.credentials_changed'];

/**
 * Notes that the provider spoke for this channel at a moment, unless it has spoken since, or the
 * channel was connected or given other credentials only afterwards: what came before says nothing
 * about those. Once a minute at most, because deliveries that write one row wait for each other.
 */
export async function noteChannel(
  ctx: BusinessContext,
  channelId: string,
  heardAt: Date,
): Promise<void> {
  const isDue = or(
    isNull(channels.lastEventAt),
    lt(channels.lastEventAt, new Date(heardAt.getTime() - onceInMs)),
  );
  await ctx.db((tx) =>
    tx
      .update(channels)
      .set({ lastEventAt: heardAt })
      .where(
        and(
          eq(channels.id, channelId),
          isDue,
          sql`${sql.param(heardAt, channels.lastEventAt)} >= coalesce((${begunAt(tx, channelId)}), '-infinity')`,
        ),
      ),
  );
}

function begunAt(tx: BusinessTx, channelId: string) {
  return tx
    .select({ at: activities.createdAt })
    .from(activities)
    .where(
      and(
        isNull(activities.contactId),
        inArray(activities.kind, beginnings),
        sql`${activities.data} ->> 'channelId' = ${channelId}`,
      ),
    )
    .orderBy(desc(activities.id))
    .limit(1);
}
