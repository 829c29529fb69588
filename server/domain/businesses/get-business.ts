import { and, eq, isNull, ne } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { businesses } from '#db/schema/businesses.ts';
import { channels } from '#db/schema/channels.ts';
import { env } from '#server/env.ts';
import { writePhone } from '#server/domain/businesses/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';

/** The profile of the business; every member sees it. */
export async function getBusiness(ctx: BusinessContext) {
  const [business, sandbox] = await ctx.db(async (tx) => {
    const [row] = await tx
      .select()
      .from(businesses)
      .where(and(eq(businesses.id, ctx.businessId), isNull(businesses.deletedAt)));
    return [row, await findSandboxChannel(ctx, tx)] as const;
  });
  if (business === undefined) throw notFound('business');
  return {
    id: business.id,
    name: business.name,
    description: business.description,
    phone: writePhone(business.phone ?? ''),
    address: business.address,
    website: business.website ?? '',
    timeZone: business.timeZone,
    currency: business.currency,
    locale: business.locale,
    logoVersion: business.logoVersion,
    isDemo: business.isDemo,
    /** Whether the sandbox phone can write to this business. */
    isSandboxOn: sandbox !== undefined && (env().SANDBOX ?? env().DEMO),
  };
}

async function findSandboxChannel(ctx: BusinessContext, tx: BusinessTx) {
  const [channel] = await tx
    .select({ id: channels.id })
    .from(channels)
    .where(
      and(
        eq(channels.businessId, ctx.businessId),
        eq(channels.isSandbox, true),
        ne(channels.status, 'disconnected'),
      ),
    )
    .limit(1);
  return channel;
}
