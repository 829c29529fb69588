import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { withSystem } from '#db/system.ts';
import { users } from '#db/schema/users.ts';
import { env } from '#server/env.ts';
import type { AccountContext } from '#server/domain/account-context.ts';
import { checkPassword } from '#server/domain/accounts/check-password.ts';
import { hashPassword } from '#server/domain/accounts/hash-password.ts';
import {
  addressLimit,
  claimAttempt,
  forgiveAttempt,
} from '#server/domain/accounts/limit-attempts.ts';
import type { signUpSchema } from '#server/domain/accounts/schema.ts';
import { openBusiness } from '#server/domain/businesses/open-business.ts';
import { ServiceError } from '#server/domain/errors.ts';

/**
 * A login, its business, the first location and the owner, all or nothing. An email that is taken
 * gets a sentence that fits other failures too, and each such try counts against the address.
 */
export async function signUp(
  ctx: AccountContext,
  input: z.output<typeof signUpSchema>,
): Promise<{ userId: string; businessId: string }> {
  const limits = addressLimit(ctx.client.address);
  if (!(await claimAttempt(ctx, limits))) {
    throw new ServiceError('TOO_MANY_REQUESTS', 'Too many tries. Wait a few minutes.');
  }
  await checkPassword(input.password, input);
  const created = await createOwner(ctx, input, await hashPassword(input.password));
  if (created === null) {
    tellOwner(ctx, input.email);
    throw new ServiceError(
      'CONFLICT',
      'We could not create an account with these details. If you have used Frontdesk before, sign in or reset your password.',
    );
  }
  await forgiveAttempt(limits);
  ctx.log.info({ event: 'account.created', ...created }, 'signed up');
  return created;
}

async function createOwner(
  ctx: AccountContext,
  input: z.output<typeof signUpSchema>,
  passwordHash: string,
) {
  const { name, email } = input;
  const [userId, businessId, memberId] = [randomUUID(), randomUUID(), randomUUID()];
  const owner = { kind: 'member', memberId, userId, role: 'owner', name } as const;
  const business = ctx.inBusiness(businessId, owner);
  return business.db(async (tx) => {
    const added = await withSystem(tx, (system) =>
      system
        .insert(users)
        .values({ id: userId, email, name, passwordHash })
        .onConflictDoNothing({ target: users.email })
        .returning({ id: users.id }),
    );
    if (added.length === 0) return null;
    await openBusiness(business, tx, { ...input, name: input.businessName, owner, email });
    return { userId, businessId };
  });
}

function tellOwner(ctx: AccountContext, email: string): void {
  if (!ctx.mail.isConfigured) return;
  const text = `Somebody, perhaps you, tried to sign up for Frontdesk with this email address, which already has an account.

If it was you, sign in at ${env().APP_URL}/sign-in or choose a new password at ${env().APP_URL}/reset.
If it was not you, there is nothing to do.`;
  // Not awaited: the answer must not take longer for an address that exists.
  ctx.mail
    .send({ to: email, subject: 'You already have a Frontdesk account', text })
    .catch((error: unknown) => ctx.log.warn({ error }, 'a mail was not taken'));
}
