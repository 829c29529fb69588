import { eq } from 'drizzle-orm';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';
import type { z } from 'zod';
import { businesses } from '#db/schema/businesses.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { getBusiness } from '#server/domain/businesses/get-business.ts';
import type { updateBusinessSchema } from '#server/domain/businesses/schema.ts';
import { regionOf } from '#server/domain/businesses/suggest-currency.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

type Profile = z.output<typeof updateBusinessSchema>;

/** Saves the profile; the phone number is kept as people abroad would dial it. Admins only. */
export async function updateBusiness(ctx: BusinessContext, input: Profile): Promise<void> {
  requireRole(ctx, 'admin');
  const next = { ...input, phone: internationalPhone(input.phone, input.locale) };
  await ctx.db(async (tx) => {
    const before = await getBusiness(ctx);
    const fields = Object.keys(next).filter((field) => !isSame(before, next, field));
    if (fields.length === 0) return;
    await tx
      .update(businesses)
      .set({
        ...next,
        phone: next.phone === '' ? null : next.phone,
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

function internationalPhone(phone: string, locale: string): string {
  if (phone === '') return '';
  const parsed = parsePhoneNumberFromString(phone, regionOf(locale) as CountryCode);
  if (parsed?.isValid() === true) return parsed.formatInternational();
  throw new ServiceError(
    'BAD_REQUEST',
    'This is not a phone number. Write it with its country code, such as +91 22 4897 1120.',
    { details: { field: 'phone' } },
  );
}
