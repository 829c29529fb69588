import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { businesses } from '#db/schema/businesses.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { getBusiness } from '#server/domain/businesses/get-business.ts';
import type { updateBusinessSchema } from '#server/domain/businesses/schema.ts';
import { readPhone, writePhone } from '#server/domain/businesses/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

type Profile = z.output<typeof updateBusinessSchema>;

/** Saves the profile; the phone number is kept with its country code. Admins only. */
export async function updateBusiness(ctx: BusinessContext, input: Profile): Promise<void> {
  requireRole(ctx, 'admin');
  const phone = readPhone(input.phone, input.locale);
  const next = { ...input, phone: writePhone(phone) };
  await ctx.db(async (tx) => {
    const before = await getBusiness(ctx);
    const fields = Object.keys(next).filter((field) => !isSame(before, next, field));
    if (fields.length === 0) return;
    await tx
      .update(businesses)
      .set({
        ...next,
        phone: phone === '' ? null : phone,
        website: next.website === '' ? null : next.website,
        updatedAt: ctx.now(),
      })
      .where(eq(businesses.id, ctx.businessId));
    await recordActivity(ctx, tx, { kind: 'business.updated', data: { fields } });
    await ctx.publish(tx, { name: 'business.updated', ids: {} });
  });
}

function isSame(before: Partial<Record<string, unknown>>, next: Profile, field: string): boolean {
  return before[field] === next[field as keyof Profile];
}
