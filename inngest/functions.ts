import type { Inngest, InngestFunction } from 'inngest';
import type { JobDefinition } from '#inngest/business-function.ts';
import { applyWebhookDeliveriesFunction } from '#inngest/functions/apply-webhook-deliveries.ts';
import { markReadFunction } from '#inngest/functions/mark-read.ts';
import { fetchAttachmentFunction } from '#inngest/functions/fetch-attachment.ts';
import { lookUpProfileFunction } from '#inngest/functions/look-up-profile.ts';
import { refreshTokensFunction } from '#inngest/functions/refresh-tokens.ts';
import { checkChannelFunction } from '#inngest/functions/check-channel.ts';
import { requestTemplateSyncsFunction } from '#inngest/functions/request-template-syncs.ts';
import { sendCampaignFunction } from '#inngest/functions/send-campaign.ts';
import { sendMessageFunction } from '#inngest/functions/send-message.ts';
import { sendScheduledMessageFunction } from '#inngest/functions/send-scheduled-message.ts';
import { syncTemplatesFunction } from '#inngest/functions/sync-templates.ts';

/** Every function of the product; both engines run exactly these. */
const definitions: readonly JobDefinition[] = [
  applyWebhookDeliveriesFunction,
  markReadFunction,
  fetchAttachmentFunction,
  lookUpProfileFunction,
  refreshTokensFunction,
  checkChannelFunction,
  requestTemplateSyncsFunction,
  sendCampaignFunction,
  sendMessageFunction,
  sendScheduledMessageFunction,
  syncTemplatesFunction,
];

export function jobFunctions(client: Inngest.Any): InngestFunction.Any[] {
  return definitions.map((define) => define(client));
}
