import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import type { BusinessContext } from '#server/domain/context.ts';

export interface NewActivity {
  /** `noun.past_tense`. */
  kind: string;
  contactId?: string;
  conversationId?: string;
  data?: Record<string, unknown>;
}

/** Puts an entry on the timeline, in the transaction of the change it tells of. */
export async function recordActivity(
  ctx: BusinessContext,
  tx: BusinessTx,
  activity: NewActivity,
): Promise<void> {
  const { actor } = ctx;
  await tx.insert(activities).values({
    businessId: ctx.businessId,
    kind: activity.kind,
    contactId: activity.contactId,
    conversationId: activity.conversationId,
    data: activity.data ?? {},
    actor: actor.kind,
    actorMemberId: actor.kind === 'member' ? actor.memberId : null,
    actorName: actor.kind === 'member' ? actor.name : null,
  });
}
