import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { NewActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/**
 * Puts an entry on the timeline that a provider may tell again: its data says which happening it is
 * of. Whoever calls it holds a lock, so that two at once are one. Returns whether it is new.
 */
export async function recordActivityOnce(
  ctx: BusinessContext,
  tx: BusinessTx,
  activity: NewActivity & { data: Record<string, unknown> },
): Promise<boolean> {
  const { kind, contactId, data } = activity;
  const isOf =
    contactId === undefined ? sql`contact_id is null` : eq(activities.contactId, contactId);
  const isSame = sql`${activities.data} = ${JSON.stringify(data)}::jsonb`;
  const known = await tx.$count(activities, and(isOf, eq(activities.kind, kind), isSame));
  if (known > 0) return false;
  await recordActivity(ctx, tx, activity);
  return true;
}
