import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import type { ChannelStatus } from '#db/schema/vocabulary.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** A moment comes as text from a statement that is not typed. */
interface LoadRow extends Record<string, unknown> {
  id: string;
  kind: ChannelKind;
  name: string;
  status: ChannelStatus;
  status_reason: string | null;
  sends_per_second: number;
  waiting: number;
  next_turn_at: string | null;
  refusal: string | null;
  refused_at: string | null;
  conversation_id: string | null;
}

/**
 * What each channel may send, how many messages wait for it and until when, and what it refused last.
 * Throws FORBIDDEN.
 */
export async function listChannelLoads(ctx: BusinessContext) {
  requireRole(ctx, 'admin');
  const rows = await ctx.db(readLoads);
  const now = ctx.now().getTime();
  return rows.map(({ next_turn_at, refusal, refused_at, conversation_id, ...row }) => {
    const nextTurnAt = next_turn_at === null ? null : new Date(next_turn_at);
    return {
      id: row.id,
      kind: row.kind,
      name: row.name,
      status: row.status,
      statusReason: row.status_reason,
      sendsPerSecond: row.sends_per_second,
      waiting: row.waiting,
      /** When the first of those that were given a turn goes; null when that is now. */
      nextTurnAt: nextTurnAt !== null && nextTurnAt.getTime() > now ? nextTurnAt : null,
      lastRefusal:
        refused_at === null || conversation_id === null
          ? null
          : { reason: refusal, at: new Date(refused_at), conversationId: conversation_id },
    };
  });
}

async function readLoads(tx: BusinessTx): Promise<LoadRow[]> {
  // What a person cancelled was refused by nobody.
  const { rows } = await tx.execute<LoadRow>(sql`
    with loads as (
      select channel_id, count(*)::int as waiting, min(send_after) as next_turn_at
      from messages where state in ('queued', 'sending') group by channel_id
    )
    select c.id, c.kind, c.name, c.status, c.status_reason, c.sends_per_second,
      coalesce(l.waiting, 0) as waiting, l.next_turn_at,
      f.failure_text as refusal, f.state_at as refused_at, f.conversation_id
    from channels c
    left join loads l on l.channel_id = c.id
    left join lateral (
      select m.failure_text, m.state_at, m.conversation_id from messages m
      where m.business_id = c.business_id and m.channel_id = c.id and m.state = 'failed'
        and coalesce(m.failure_code, '') not in ('sending_cancelled', 'campaign_cancelled')
      order by m.state_at desc limit 1
    ) f on true
    order by c.created_at, c.id`);
  return rows;
}
