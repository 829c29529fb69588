import { eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { recipients } from '#db/schema/campaigns.ts';
import { channels } from '#db/schema/channels.ts';
import { contactIdentities } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { lockCampaignFor, moveCampaign, startRun } from '#server/domain/campaigns/internal.ts';
import type { CampaignRow } from '#server/domain/campaigns/internal.ts';
import type { CampaignIdInput } from '#server/domain/campaigns/schema.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { checkChannel } from '#server/domain/sending/check-send.ts';

/**
 * Settles who is in the audience and lets the bulk send go; twice is once. Throws FORBIDDEN,
 * NOT_FOUND, CONFLICT when it is over, and PRECONDITION_FAILED while its channel sends nothing.
 */
export async function launchCampaign(
  ctx: BusinessContext,
  { campaignId }: CampaignIdInput,
): Promise<void> {
  requireRole(ctx, 'admin');
  await ctx.db(async (tx) => {
    const campaign = await lockCampaignFor(tx, campaignId, 'launch');
    if (campaign === null) return;
    const channel = await requireChannel(tx, campaign.channelId);
    if (campaign.contactIds.length > 0) await findConversations(ctx, tx, campaign, channel.kind);
    await writeRecipients(tx, campaign);
    // Who that was stands in the recipients now.
    const changes = { launchedAt: ctx.now(), contactIds: [] };
    await moveCampaign(ctx, tx, campaign, 'launch', changes);
    await startRun(ctx, tx, campaign);
  });
}

/** Throws PRECONDITION_FAILED with the gate's sentence when the channel sends nothing. */
export async function requireChannel(
  tx: BusinessTx,
  channelId: string,
): Promise<typeof channels.$inferSelect> {
  const [channel] = await tx.select().from(channels).where(eq(channels.id, channelId));
  if (channel === undefined) throw new Error('The channel of a bulk send is gone.');
  const refusal = checkChannel({ channel });
  if (refusal === null) return channel;
  const { reason, sentence } = refusal;
  throw new ServiceError('PRECONDITION_FAILED', sentence, { details: { reason } });
}

/** Contacts who never wrote get a conversation, closed: the bulk send is no work for the inbox. */
async function findConversations(
  ctx: BusinessContext,
  tx: BusinessTx,
  { businessId, channelId, contactIds }: CampaignRow,
  kind: string,
): Promise<void> {
  await tx.execute(sql`
    insert into ${conversations} (business_id, channel_id, contact_id, address, status, closed_at,
      last_message_at)
    select distinct on (contact_id) business_id, ${channelId}::uuid, contact_id, address, 'closed',
      ${ctx.now().toISOString()}::timestamptz, to_timestamp(0)
    from ${contactIdentities}
    where business_id = ${businessId} and channel_kind = ${kind}
      and contact_id = any(${sql.param(contactIds)}::uuid[])
      -- One that was left for another may be anybody's by now.
      and left_at is null
    order by contact_id, id
    on conflict do nothing`);
}

async function writeRecipients(
  tx: BusinessTx,
  { id, businessId, channelId, contactIds, isToEveryone }: CampaignRow,
): Promise<void> {
  await tx.execute(sql`
    insert into ${recipients} (business_id, campaign_id, contact_id, conversation_id)
    select business_id, ${id}::uuid, contact_id, id from ${conversations}
    where channel_id = ${channelId}
      and (${isToEveryone}::boolean or contact_id = any(${sql.param(contactIds)}::uuid[]))`);
  if (contactIds.length === 0) return;
  await tx.execute(sql`
    insert into ${recipients} (business_id, campaign_id, contact_id, state, reason, sentence)
    select ${businessId}, ${id}::uuid, contact_id, 'skipped', 'address_missing',
      'This person has no address on this channel.'
    from unnest(${sql.param(contactIds)}::uuid[]) as contact_id
    on conflict do nothing`);
}
