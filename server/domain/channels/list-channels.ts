import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { channels } from '#db/schema/channels.ts';
import { channelFinding } from '#server/domain/channels/schema.ts';
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
        accountId: channels.accountId,
        checkup: channels.checkup,
        checkedAt: channels.checkedAt,
      })
      .from(channels)
      .where(eq(channels.businessId, ctx.businessId))
      .orderBy(asc(channels.createdAt), asc(channels.id)),
  );
  return rows.map(({ checkup, ...channel }) => ({
    ...channel,
    findings: readCheckup(checkup),
    /** Whether a number can be typed to which a test message goes. */
    takesNumbers: ctx.channels.adapterFor(channel.kind).capabilities.addressIsPhone,
  }));
}

/** What an older version kept in another form counts as not checked. */
function readCheckup(checkup: unknown) {
  const read = z.array(channelFinding).safeParse(checkup);
  return read.success ? read.data : [];
}
