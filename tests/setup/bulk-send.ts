import { messages } from '#db/schema/messages.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import type { FailureCode } from '#server/channels/failures.ts';
import type { SendResult } from '#server/channels/types.ts';
import { createCampaign } from '#server/domain/campaigns/create-campaign.ts';
import { getCampaign } from '#server/domain/campaigns/get-campaign.ts';
import { launchCampaign } from '#server/domain/campaigns/launch-campaign.ts';
import { sendBatch } from '#server/domain/campaigns/send-batch.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

export const noon = new Date('2026-03-02T12:00:00Z');
export const after = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);
/** Of the test that is under way, when its file calls `prepareBulkSends` before each. */
export let ctx: TestContext;
export let channelId: string;

export async function prepareBulkSends(): Promise<void> {
  const business = await createBusiness();
  const owner = actorOf(await createMember(business.id, { role: 'owner' }));
  ctx = testContext({ businessId: business.id, actor: owner, now: noon });
  channelId = (await createChannel(business.id, { sendsPerSecond: 1_000 })).id;
}

/** People who wrote just now, one after the other so that the order of their ids is known. */
export async function people(count: number) {
  const made = [];
  for (let each = 0; each < count; each += 1) {
    made.push(await createConversation(ctx.businessId, { channelId, lastInboundAt: noon }));
  }
  return made;
}

export async function launched(options: { template?: boolean } = {}) {
  const { campaignId } = await createCampaign(ctx, {
    name: 'Spring offer',
    channelId,
    text: 'Ten percent off in March.',
    contactIds: [],
    isToEveryone: true,
    ...(options.template === true && {
      template: { name: 'spring_offer', language: 'en', parameters: ['March'] },
    }),
  });
  await launchCampaign(ctx, { campaignId });
  return campaignId;
}

export const progressOf = async (campaignId: string) =>
  (await getCampaign(ctx, { campaignId })).progress;
export const stateOf = async (campaignId: string) => (await getCampaign(ctx, { campaignId })).state;
export const allMessages = () => ctx.db((tx) => tx.select().from(messages));
export const references = () => ctx.sent.map(({ clientReference }) => clientReference);

export const refusedWith =
  (code: FailureCode, retryable = false) =>
  (): SendResult => ({
    ok: false,
    failure: { code, message: 'The provider said no.', retryable },
  });

/** Sends until nothing more may go now; returns the last turn. */
export async function sendAll(campaignId: string) {
  for (;;) {
    const turn = await sendBatch(ctx, { campaignId });
    if (turn.kind === 'over' || (turn.kind === 'wait' && turn.ms > 0)) return turn;
  }
}
