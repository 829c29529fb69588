import type { z } from 'zod';
import { findInvitationByTokenHash } from '#db/system.ts';
import type { AccountContext } from '#server/domain/account-context.ts';
import { findUserByEmail } from '#server/domain/accounts/find-user.ts';
import { hashToken } from '#server/domain/invitations/internal.ts';
import type { invitationTokenSchema } from '#server/domain/invitations/schema.ts';

/** What the holder of the link is invited to; null when the link no longer lets anybody join. */
export async function findInvitation(
  ctx: AccountContext,
  { token }: z.output<typeof invitationTokenSchema>,
) {
  const found = await findInvitationByTokenHash(hashToken(token));
  if (found === null) return null;
  const { invitation, businessName } = found;
  if (invitation.acceptedAt !== null || invitation.revokedAt !== null) return null;
  if (invitation.expiresAt <= ctx.now()) return null;
  return {
    businessId: invitation.businessId,
    businessName,
    email: invitation.email,
    role: invitation.role,
    hasAccount: (await findUserByEmail(invitation.email)) !== null,
  };
}
