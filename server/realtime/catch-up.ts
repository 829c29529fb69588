import type { BusinessTx } from '#db/business.ts';
import { parseCursor } from '#server/realtime/cursor.ts';
import type { Cursor } from '#server/realtime/cursor.ts';
import type { RealtimeCatchUp } from '#server/realtime/events.ts';
import { firstFuture, readChanges } from '#server/realtime/read-changes.ts';
import type { Reading, Since } from '#server/realtime/read-changes.ts';

/** The log keeps a day; an hour less allows for a long transaction and for the pruning itself. */
const reachSeconds = 23 * 60 * 60;
/** A page may have been rendered this long before its browser first connects. */
const firstReachSeconds = 120;

/**
 * What a browser missed since its cursor. Without one: the last two minutes, because its page was
 * rendered before it connected. An unknown or too old cursor gives `resync`.
 */
export async function catchUp(tx: BusinessTx, cursor: string | null): Promise<RealtimeCatchUp> {
  const parsed = cursor === null ? null : parseCursor(cursor);
  const isUnknown = cursor !== null && parsed === null;
  const reading = await readChanges(tx, isUnknown ? null : placeOf(parsed));
  const resync = isUnknown || !reading.isComplete || (parsed !== null && isLost(parsed, reading));
  return { changes: resync ? [] : reading.changes, cursor: reading.cursor, resync };
}

function placeOf(cursor: Cursor | null): Since {
  if (cursor === null) return { seconds: firstReachSeconds };
  const transaction = cursor.transaction.toString();
  return { snapshot: `${transaction}:${transaction}:` };
}

/** Too old for the log, or made by another database than this one. */
function isLost(cursor: Cursor, { readAt, snapshot }: Reading): boolean {
  return readAt - cursor.madeAt > reachSeconds || cursor.transaction > firstFuture(snapshot);
}
