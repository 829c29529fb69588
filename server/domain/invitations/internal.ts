import { createHash, randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { businesses } from '#db/schema/businesses.ts';
import { invitations } from '#db/schema/members.ts';
import { env } from '#server/env.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';

export type InvitationRow = typeof invitations.$inferSelect;

export interface IssuedInvitation {
  invitationId: string;
  /** For the admin to pass on; it is not stored and cannot be shown again. */
  link: string;
  isMailed: boolean;
}

const lifeDays = 7;

/** A fresh secret for a link, the hash that is kept of it, and when it ends. */
export function issueToken(now: Date) {
  const token = randomBytes(32).toString('base64url');
  return {
    token,
    tokenHash: hashToken(token),
    expiresAt: new Date(now.getTime() + lifeDays * 86_400_000),
  };
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** The invitation if it still waits for an answer, expired or not; otherwise NOT_FOUND. */
export async function getPendingInvitation(
  ctx: BusinessContext,
  tx: BusinessTx,
  invitationId: string,
): Promise<InvitationRow> {
  const [found] = await tx
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.businessId, ctx.businessId),
        eq(invitations.id, invitationId),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .for('update');
  if (found === undefined) throw notFound('invitation');
  return found;
}

/** Mails the link where mail is set up; a mail server that fails leaves the link to copy. */
export async function deliverInvitation(
  ctx: BusinessContext,
  invitation: { invitationId: string; email: string; token: string },
): Promise<IssuedInvitation> {
  const { invitationId, email, token } = invitation;
  const link = `${env().APP_URL}/invite/${token}`;
  if (!ctx.mail.isConfigured) return { invitationId, link, isMailed: false };
  try {
    await ctx.mail.send({ to: email, ...(await letter(ctx, link)) });
    return { invitationId, link, isMailed: true };
  } catch (error) {
    ctx.log.warn({ error }, 'an invitation could not be mailed');
    return { invitationId, link, isMailed: false };
  }
}

async function letter(ctx: BusinessContext, link: string) {
  const [business] = await ctx.db((tx) =>
    tx.select({ name: businesses.name }).from(businesses).where(eq(businesses.id, ctx.businessId)),
  );
  const name = business?.name ?? 'A business';
  const inviter = ctx.actor.kind === 'member' ? `${ctx.actor.name} of ${name}` : name;
  return {
    subject: `Join ${name} on Frontdesk`,
    text: `${inviter} invites you to answer customers together on Frontdesk.

Join here within ${lifeDays} days:
${link}

If you do not expect this, there is nothing to do.`,
  };
}
