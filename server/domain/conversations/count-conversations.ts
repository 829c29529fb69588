import { and, asc, eq, min, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import {
  closingWindows,
  isClosing,
  willBeClosing,
} from '#server/domain/conversations/closing-windows.ts';
import type { ClosingWindow } from '#server/domain/conversations/closing-windows.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/**
 * How many open conversations each view holds, how many of them have something unread, and for how
 * many the time to reply ends soon.
 */
export async function countConversations(ctx: BusinessContext): Promise<
  Closing & {
    all: number;
    mine: number;
    unassigned: number;
    unread: number;
  }
> {
  const mine = ctx.actor.kind === 'member' ? ctx.actor.memberId : null;
  return ctx.db(async (tx) => {
    const [counts] = await tx
      .select({
        all: sql<number>`count(*)::int`,
        mine: sql<number>`count(*) filter (where ${conversations.assigneeId} = ${mine}::uuid)::int`,
        unassigned: sql<number>`count(*) filter (where ${conversations.assigneeId} is null)::int`,
        unread: sql<number>`count(*) filter (where ${conversations.unreadCount} > 0)::int`,
      })
      .from(conversations)
      .where(eq(conversations.status, 'open'));
    const closing = await countClosing(ctx, tx);
    return { ...(counts ?? { all: 0, mine: 0, unassigned: 0, unread: 0 }), ...closing };
  });
}

interface Closing {
  closing: number;
  /** When this count changes if nobody does anything; null = never. */
  closingChangesAt: Date | null;
}

async function countClosing(ctx: BusinessContext, tx: BusinessTx): Promise<Closing> {
  let closing = 0;
  const changes: number[] = [];
  for (const window of closingWindows(ctx)) {
    const [counted] = await askOfWindow(tx, isClosing(window));
    closing += counted?.count ?? 0;
    const leaves = counted?.first?.getTime();
    if (leaves !== undefined) changes.push(leaves + window.windowMs);
    const enters = await findNextClosing(tx, window);
    const soonMs = window.upTo.getTime() - window.after.getTime();
    if (enters !== null) changes.push(enters.getTime() + window.windowMs - soonMs);
  }
  const closingChangesAt = changes.length === 0 ? null : new Date(Math.min(...changes));
  return { closing, closingChangesAt };
}

function askOfWindow(tx: BusinessTx, condition: SQL | undefined) {
  return tx
    .select({ count: sql<number>`count(*)::int`, first: min(conversations.lastInboundAt) })
    .from(conversations)
    .innerJoin(channels, ofConversation)
    .where(condition);
}

/** By the index: however many there are, one is read. */
async function findNextClosing(tx: BusinessTx, window: ClosingWindow): Promise<Date | null> {
  const [next] = await tx
    .select({ at: conversations.lastInboundAt })
    .from(conversations)
    .innerJoin(channels, ofConversation)
    .where(willBeClosing(window))
    .orderBy(asc(conversations.lastInboundAt))
    .limit(1);
  return next?.at ?? null;
}

const ofConversation = and(
  eq(channels.businessId, conversations.businessId),
  eq(channels.id, conversations.channelId),
);
