import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { BusinessTx } from '#db/business.ts';
import { businesses, businessLogos } from '#db/schema/businesses.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { logoMaxBytes } from '#server/domain/businesses/schema.ts';
import type { setLogoSchema } from '#server/domain/businesses/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** Puts up a logo: PNG, JPEG or WebP by its content, whatever it says it is. Admins only. */
export async function setLogo(
  ctx: BusinessContext,
  { contentBase64 }: z.output<typeof setLogoSchema>,
): Promise<{ logoVersion: string }> {
  requireRole(ctx, 'admin');
  const content = Buffer.from(contentBase64, 'base64');
  const contentType = sniffPicture(content);
  if (contentType === null) {
    throw new ServiceError('BAD_REQUEST', 'Choose a PNG, JPEG or WebP picture.');
  }
  if (content.length > logoMaxBytes) {
    throw new ServiceError('BAD_REQUEST', 'The picture is larger than 512 KB.');
  }
  const logoVersion = randomBytes(9).toString('base64url');
  await ctx.db(async (tx) => {
    await tx
      .insert(businessLogos)
      .values({ businessId: ctx.businessId, contentType, content })
      .onConflictDoUpdate({ target: businessLogos.businessId, set: { contentType, content } });
    await markChanged(ctx, tx, logoVersion);
  });
  return { logoVersion };
}

/** Takes the logo down. Admins only. */
export async function removeLogo(ctx: BusinessContext): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    await tx.delete(businessLogos).where(eq(businessLogos.businessId, ctx.businessId));
    await markChanged(ctx, tx, null);
  });
}

/** The picture itself, or null without one. */
export async function getLogo(ctx: BusinessContext) {
  const [logo] = await ctx.db((tx) =>
    tx.select().from(businessLogos).where(eq(businessLogos.businessId, ctx.businessId)),
  );
  return logo ?? null;
}

async function markChanged(ctx: BusinessContext, tx: BusinessTx, logoVersion: string | null) {
  await tx
    .update(businesses)
    .set({ logoVersion, updatedAt: ctx.now() })
    .where(eq(businesses.id, ctx.businessId));
  await recordActivity(ctx, tx, { kind: 'business.updated', data: { fields: ['logo'] } });
  await ctx.publish(tx, { name: 'business.updated', ids: {} });
}

function sniffPicture(content: Buffer): string | null {
  const starts = (hex: string) => content.subarray(0, hex.length / 2).toString('hex') === hex;
  if (starts('89504e470d0a1a0a')) return 'image/png';
  if (starts('ffd8ff')) return 'image/jpeg';
  const isWebp = starts('52494646') && content.subarray(8, 12).toString('latin1') === 'WEBP';
  return isWebp ? 'image/webp' : null;
}
