import { asc, eq } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { env } from '#server/env.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { requireRole } from '#server/domain/members/require-role.ts';

/** The connected accounts with what an admin needs to look after them; no credentials. */
export async function listChannels(ctx: BusinessContext) {
  requireRole(ctx, 'admin');
  const rows = await ctx.db((tx) =>
    tx
      .select({
        id: channels.id,
        kind: channels.kind,
        name: channels.name,
        displayAddress: channels.displayAddress,
        externalId: channels.externalId,
        isSandbox: channels.isSandbox,
        status: channels.status,
        statusReason: channels.statusReason,
        sendsPerSecond: channels.sendsPerSecond,
        newPeoplePerDay: channels.newPeoplePerDay,
        lastEventAt: channels.lastEventAt,
      })
      .from(channels)
      .where(eq(channels.businessId, ctx.businessId))
      .orderBy(asc(channels.createdAt), asc(channels.id)),
  );
  return rows.map((channel) => ({
    ...channel,
    webhookUrl: `${env().APP_URL}/api/webhooks/${channel.kind}`,
  }));
}
