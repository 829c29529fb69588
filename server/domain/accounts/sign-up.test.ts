import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { forSystem } from '#db/system.ts';
import { businesses, locations } from '#db/schema/businesses.ts';
import { members } from '#db/schema/members.ts';
import { users } from '#db/schema/users.ts';
import { signIn } from '#server/domain/accounts/sign-in.ts';
import { signUp } from '#server/domain/accounts/sign-up.ts';
import { signUpSchema } from '#server/domain/accounts/schema.ts';
import { createLogin, refusalOf, testAccountContext } from '#tests/setup/test-account-context.ts';

const details = (overrides: object = {}) =>
  signUpSchema.parse({
    name: 'Meera Kapoor',
    email: `Owner-${randomUUID()}@Salon.Test`,
    businessName: 'Luxe Salon',
    password: 'correct horse battery',
    timeZone: 'Asia/Kolkata',
    locale: 'en-IN',
    ...overrides,
  });

describe('signing up', () => {
  test('makes the login, the business with its settings, a location and the owner', async () => {
    const ctx = testAccountContext();
    const input = details();
    const { businessId, userId } = await signUp(ctx, input);
    const found = await forBusiness(businessId, async (tx) => ({
      business: await tx.select().from(businesses),
      locations: await tx.select().from(locations),
      members: await tx.select().from(members),
    }));
    expect(found.business).toMatchObject([
      { name: 'Luxe Salon', timeZone: 'Asia/Kolkata', locale: 'en-IN', currency: 'INR' },
    ]);
    expect(found.locations).toMatchObject([{ isDefault: true }]);
    expect(found.members).toMatchObject([{ userId, role: 'owner', email: input.email }]);
    const { sessionId } = await signIn(ctx, input);
    expect(sessionId).toBeTruthy();
  });

  test('an email that is taken is refused without a word about it, and its owner is told', async () => {
    const taken = await createLogin();
    const ctx = testAccountContext();
    const refused = signUp(ctx, details({ email: taken.email }));
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(refused).rejects.not.toThrow(/exists|taken|already/i);
    expect(ctx.mails.map(({ to }) => to)).toEqual([taken.email]);
    const { email, password } = taken;
    expect(await refusalOf(signIn(ctx, { email, password }))).toBeNull();
  });

  test('five people who sign up with one email at once make one login and one business', async () => {
    const input = details();
    const tries = Array.from({ length: 5 }, () => signUp(testAccountContext(), input));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const logins = await forSystem((tx) =>
      tx.select().from(users).where(eq(users.email, input.email)),
    );
    expect(logins).toHaveLength(1);
    const places = await forSystem((tx) =>
      tx.select().from(members).where(eq(members.email, input.email)),
    );
    expect(places).toHaveLength(1);
  });

  test('a failure on the way leaves nothing behind', async () => {
    const ctx = testAccountContext();
    const input = details();
    const failing = {
      ...ctx,
      inBusiness: (...given: Parameters<typeof ctx.inBusiness>) => {
        const business = ctx.inBusiness(...given);
        const db: typeof business.db = (work) =>
          business.db(async (tx) => {
            await work(tx);
            throw new Error('the power went');
          });
        return { ...business, db };
      },
    };
    await expect(signUp(failing, input)).rejects.toThrow('the power went');
    const logins = await forSystem((tx) =>
      tx.select().from(users).where(eq(users.email, input.email)),
    );
    expect(logins).toEqual([]);
    await expect(signUp(ctx, input)).resolves.toHaveProperty('businessId');
  });

  test('a weak password is refused before anything is made', async () => {
    const input = details({ password: 'luxe salon' });
    expect(await refusalOf(signUp(testAccountContext(), input))).toBe('BAD_REQUEST');
  });

  test('unknown surroundings start with plain settings', async () => {
    const input = details({ timeZone: 'Mars/Olympus', locale: '???' });
    const { businessId } = await signUp(testAccountContext(), input);
    const found = await forBusiness(businessId, (tx) => tx.select().from(businesses));
    expect(found).toMatchObject([{ timeZone: 'UTC', locale: 'en', currency: 'USD' }]);
  });
});
