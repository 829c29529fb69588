import type { BusinessTx } from '#db/business.ts';
import { businesses, locations } from '#db/schema/businesses.ts';
import { members } from '#db/schema/members.ts';
import { isLocale, isTimeZone } from '#server/domain/businesses/schema.ts';
import { suggestCurrency } from '#server/domain/businesses/suggest-currency.ts';
import type { Actor, BusinessContext } from '#server/domain/context.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';

export interface NewBusiness {
  name: string;
  owner: Extract<Actor, { kind: 'member' }>;
  email: string;
  timeZone?: string | undefined;
  locale?: string | undefined;
}

/** The first rows of a business: itself, its first location, its owner. The context names its id. */
export async function openBusiness(
  ctx: BusinessContext,
  tx: BusinessTx,
  { name, owner, email, timeZone = 'UTC', locale = 'en' }: NewBusiness,
): Promise<void> {
  const { businessId } = ctx;
  await tx.insert(businesses).values({
    id: businessId,
    name,
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
    locale: isLocale(locale) ? locale : 'en',
    currency: suggestCurrency(locale),
  });
  await tx.insert(locations).values({ businessId, name, isDefault: true });
  await tx.insert(members).values({
    businessId,
    id: owner.memberId,
    userId: owner.userId,
    role: 'owner',
    name: owner.name,
    email,
  });
  await recordActivity(ctx, tx, { kind: 'business.created' });
}
