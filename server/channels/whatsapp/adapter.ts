import { isSigned, verifyWebhook } from '#server/channels/meta/signature.ts';
import type { ChannelAdapter } from '#server/channels/types.ts';
import {
  addressVariants,
  formatAddress,
  normalizeAddress,
} from '#server/channels/whatsapp/address.ts';
import { webhookSecrets, whatsappCredentials } from '#server/channels/whatsapp/credentials.ts';
import { fileLimits } from '#server/channels/whatsapp/file-limits.ts';
import { faultIn, MAX_TEXT_LENGTH } from '#server/channels/whatsapp/find-fault.ts';
import { markRead } from '#server/channels/whatsapp/mark-read.ts';
import { locateFile } from '#server/channels/whatsapp/locate-file.ts';
import { accountsIn, parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';
import { sendMessage } from '#server/channels/whatsapp/send-message.ts';
import { whatsappTemplates } from '#server/channels/whatsapp/templates.ts';
import { uploadFile } from '#server/channels/whatsapp/upload-file.ts';

/** WhatsApp through Meta's Cloud API. */
export const whatsappAdapter: ChannelAdapter = {
  kind: 'whatsapp',
  credentials: whatsappCredentials,
  apiFor: () => 'facebook_graph',
  capabilities: {
    replyWindowHours: 24,
    maxTextLength: MAX_TEXT_LENGTH,
    captions: true,
    addressIsPhone: true,
    readReceipts: true,
    templates: true,
    attachments: true,
    files: fileLimits,
    quotes: true,
  },
  templates: whatsappTemplates,
  webhookSecrets,
  normalizeAddress,
  addressVariants,
  formatAddress,
  isSigned,
  verifyWebhook,
  accountsIn,
  parseWebhook,
  faultIn,
  send: sendMessage,
  upload: uploadFile,
  markRead,
  locateFile,
};
