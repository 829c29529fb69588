import type { ChannelAdapter } from '#server/channels/types.ts';
import { formatAddress, normalizeAddress } from '#server/channels/whatsapp/address.ts';
import { webhookSecrets, whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import { accountsIn, parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';
import { MAX_TEXT_LENGTH, sendMessage } from '#server/channels/whatsapp/send-message.ts';
import { isSigned, verifyWebhook } from '#server/channels/whatsapp/signature.ts';
import { whatsappTemplates } from '#server/channels/whatsapp/templates.ts';

/** WhatsApp through Meta's Cloud API. */
export const whatsappAdapter: ChannelAdapter = {
  kind: 'whatsapp',
  credentials: whatsappCredentials,
  capabilities: {
    replyWindowHours: 24,
    maxTextLength: MAX_TEXT_LENGTH,
    readReceipts: true,
    templates: true,
    attachments: false,
    quotes: true,
  },
  templates: whatsappTemplates,
  webhookSecrets,
  normalizeAddress,
  formatAddress,
  isSigned,
  verifyWebhook,
  accountsIn,
  parseWebhook,
  send: sendMessage,
};
