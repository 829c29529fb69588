import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { useOwnDatabase } from '#db/testing/database.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import { ended } from '#inngest/embedded/testing/run-functions.ts';
import { sendCampaignFunction } from '#inngest/functions/send-campaign.ts';
import { createCampaign } from '#server/domain/campaigns/create-campaign.ts';
import { getCampaign } from '#server/domain/campaigns/get-campaign.ts';
import { launchCampaign } from '#server/domain/campaigns/launch-campaign.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let ctx: TestContext;
let channelId: string;

beforeAll(async () => {
  const database = await useOwnDatabase();
  return () => database.drop();
});
beforeEach(async () => {
  const { id: businessId } = await createBusiness();
  const owner = actorOf(await createMember(businessId, { role: 'owner' }));
  ctx = testContext({ businessId, actor: owner });
  channelId = (await createChannel(businessId, { isSandbox: true })).id;
});
afterEach(stopAll);

async function launch() {
  const input = { name: 'Spring offer', channelId, text: 'Ten percent off.', contactIds: [] };
  const { campaignId } = await createCampaign(ctx, { ...input, isToEveryone: true });
  await launchCampaign(ctx, { campaignId });
  return campaignId;
}

describe('the job of a bulk send', () => {
  test('carries it out to its end, and ends', async () => {
    // Nobody has written, so the gate refuses them: nothing goes out to a provider.
    for (let each = 0; each < 3; each += 1) {
      await createConversation(ctx.businessId, { channelId });
    }
    const campaignId = await launch();
    start([sendCampaignFunction(client)]);
    const [run] = await ended('send-campaign');
    expect(run).toMatchObject({ state: 'completed', output: { steps: 1 } });
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'completed',
      progress: { byState: { skipped: 3 } },
    });
  });

  test('without a number looks after what was left behind and has a run of its own begin', async () => {
    await createConversation(ctx.businessId, { channelId });
    const campaignId = await launch();
    await ctx.db((tx) =>
      ctx.enqueue(tx, {
        name: 'campaign.launched',
        data: { businessId: ctx.businessId, campaignId },
      }),
    );
    start([sendCampaignFunction(client)]);
    await vi.waitFor(
      async () => {
        expect((await getCampaign(ctx, { campaignId })).state).toBe('completed');
      },
      { timeout: 15_000 },
    );
  });
});
