import { and, eq, isNull } from 'drizzle-orm';
import { businesses } from '#db/schema/businesses.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';

/** The profile of the business; every member sees it. */
export async function getBusiness(ctx: BusinessContext) {
  const [business] = await ctx.db((tx) =>
    tx
      .select()
      .from(businesses)
      .where(and(eq(businesses.id, ctx.businessId), isNull(businesses.deletedAt))),
  );
  if (business === undefined) throw notFound('business');
  return {
    id: business.id,
    name: business.name,
    description: business.description,
    phone: business.phone ?? '',
    address: business.address,
    website: business.website ?? '',
    timeZone: business.timeZone,
    currency: business.currency,
    locale: business.locale,
    logoVersion: business.logoVersion,
    isDemo: business.isDemo,
  };
}
