import { cancelCampaign } from '#server/domain/campaigns/cancel-campaign.ts';
import { createCampaign } from '#server/domain/campaigns/create-campaign.ts';
import { getCampaign } from '#server/domain/campaigns/get-campaign.ts';
import { launchCampaign } from '#server/domain/campaigns/launch-campaign.ts';
import { listCampaigns } from '#server/domain/campaigns/list-campaigns.ts';
import { pauseCampaign } from '#server/domain/campaigns/pause-campaign.ts';
import { resumeCampaign } from '#server/domain/campaigns/resume-campaign.ts';
import {
  campaignIdInput,
  createCampaignInput,
  listCampaignsInput,
} from '#server/domain/campaigns/schema.ts';
import { memberProcedure, router } from '#server/trpc/init.ts';

export const campaignsRouter = router({
  list: memberProcedure
    .input(listCampaignsInput)
    .query(({ ctx, input }) => listCampaigns(ctx.business, input)),
  get: memberProcedure
    .input(campaignIdInput)
    .query(({ ctx, input }) => getCampaign(ctx.business, input)),
  create: memberProcedure
    .input(createCampaignInput)
    .mutation(({ ctx, input }) => createCampaign(ctx.business, input)),
  launch: memberProcedure
    .input(campaignIdInput)
    .mutation(({ ctx, input }) => launchCampaign(ctx.business, input)),
  pause: memberProcedure
    .input(campaignIdInput)
    .mutation(({ ctx, input }) => pauseCampaign(ctx.business, input)),
  resume: memberProcedure
    .input(campaignIdInput)
    .mutation(({ ctx, input }) => resumeCampaign(ctx.business, input)),
  cancel: memberProcedure
    .input(campaignIdInput)
    .mutation(({ ctx, input }) => cancelCampaign(ctx.business, input)),
});
