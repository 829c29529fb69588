import { and, eq, ne, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { CHANNEL_KINDS } from '#server/channels/types.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { closingSoonHours } from '#server/domain/conversations/schema.ts';

const hourMs = 60 * 60 * 1000;

/** Which last messages of contacts mean, now, that the time to reply ends soon. */
export interface ClosingWindow {
  kinds: ChannelKind[];
  windowMs: number;
  /** The contact wrote after the one, and not after the other. */
  after: Date;
  upTo: Date;
}

/**
 * One for each length of window that channels have: 24 hours as a rule, and longer where a person may
 * go on by themselves. A conversation is in one of them at most.
 */
export function closingWindows(ctx: BusinessContext): ClosingWindow[] {
  const now = ctx.now().getTime();
  const limited = CHANNEL_KINDS.flatMap((kind) => {
    const { replyWindowHours: hours, humanReplyWindowHours: human = 0 } =
      ctx.channels.adapterFor(kind).capabilities;
    if (hours === null) return [];
    const ends = human > hours ? [hours, human] : [hours];
    return ends.map((end) => ({ kind, windowMs: end * hourMs }));
  });
  return [...Map.groupBy(limited, ({ windowMs }) => windowMs)].map(([windowMs, of]) => ({
    kinds: of.map(({ kind }) => kind),
    windowMs,
    after: new Date(now - windowMs),
    upTo: new Date(now - windowMs + closingSoonHours * hourMs),
  }));
}

/** Open conversations of such channels, where something can be sent; asked together with their channels. */
export function isClosing({ kinds, after, upTo }: ClosingWindow): SQL | undefined {
  return and(
    eq(conversations.status, 'open'),
    sql`${conversations.lastInboundAt} > ${after.toISOString()}::timestamptz`,
    sql`${conversations.lastInboundAt} <= ${upTo.toISOString()}::timestamptz`,
    isOnSuchChannel(kinds),
  );
}

/** Those that will be closing next: they are open, and have more time left than that. */
export function willBeClosing({ kinds, upTo }: ClosingWindow): SQL | undefined {
  return and(
    eq(conversations.status, 'open'),
    sql`${conversations.lastInboundAt} > ${upTo.toISOString()}::timestamptz`,
    isOnSuchChannel(kinds),
  );
}

function isOnSuchChannel(kinds: readonly ChannelKind[]): SQL | undefined {
  return and(
    sql`${channels.kind} = any(${sql.param(kinds)}::text[])`,
    ne(channels.status, 'disconnected'),
  );
}
