import { eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { campaigns } from '#db/schema/campaigns.ts';
import { channels } from '#db/schema/channels.ts';
import { contacts } from '#db/schema/contacts.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import { publishCampaign } from '#server/domain/campaigns/internal.ts';
import type { CreateCampaignInput } from '#server/domain/campaigns/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { checkTemplate, checkText } from '#server/domain/messages/prepare-reply.ts';

/**
 * Puts a bulk send together; nothing goes out before it is launched. Throws FORBIDDEN, NOT_FOUND for
 * the channel or a contact, and BAD_REQUEST for what the channel does not take or an empty audience.
 */
export async function createCampaign(
  ctx: BusinessContext,
  input: CreateCampaignInput,
): Promise<{ campaignId: string }> {
  requireRole(ctx, 'admin');
  const contactIds = [...new Set(input.contactIds)];
  return ctx.db(async (tx) => {
    await checkChannel(ctx, tx, input);
    await checkContacts(tx, contactIds);
    if (contactIds.length === 0 && !input.isToEveryone) {
      throw new ServiceError('BAD_REQUEST', 'Choose who it goes to.');
    }
    const { name, channelId, text, template, isToEveryone } = input;
    const createdByMemberId = ctx.actor.kind === 'member' ? ctx.actor.memberId : null;
    const [campaign] = await tx
      .insert(campaigns)
      .values({
        businessId: ctx.businessId,
        name,
        channelId,
        text,
        template,
        isToEveryone,
        contactIds,
        createdByMemberId,
        stateAt: ctx.now(),
      })
      .returning({ id: campaigns.id });
    if (campaign === undefined) throw new Error('The bulk send was not written.');
    const campaignId = campaign.id;
    await recordActivity(ctx, tx, { kind: 'campaign.created', data: { campaignId, name } });
    await publishCampaign(ctx, tx, campaignId);
    return { campaignId };
  });
}

async function checkChannel(
  ctx: BusinessContext,
  tx: BusinessTx,
  { channelId, text, template }: CreateCampaignInput,
): Promise<void> {
  const [channel] = await tx
    .select({ kind: channels.kind })
    .from(channels)
    .where(eq(channels.id, channelId));
  if (channel === undefined) throw notFound('channel');
  if (template === undefined) return checkText(ctx, channel.kind, text);
  checkTemplate(ctx, channel.kind);
}

async function checkContacts(tx: BusinessTx, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const known = await tx.$count(
    contacts,
    sql`${contacts.id} = any(${sql.param(contactIds)}::uuid[])`,
  );
  if (known < contactIds.length) throw notFound('contact');
}
