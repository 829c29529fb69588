import { formatAddress, normalizeAddress } from '#server/channels/instagram/address.ts';
import {
  apiFor,
  instagramCredentials,
  webhookSecrets,
} from '#server/channels/instagram/credentials.ts';
import { lookUpProfile } from '#server/channels/instagram/look-up-profile.ts';
import { accountsIn, parseWebhook } from '#server/channels/instagram/parse-webhook.ts';
import { reactionEmojis } from '#server/channels/instagram/reactions.ts';
import { refreshCredentials } from '#server/channels/instagram/refresh-credentials.ts';
import { faultIn, MAX_TEXT_BYTES } from '#server/channels/instagram/build-body.ts';
import { markRead, sendMessage } from '#server/channels/instagram/send-message.ts';
import { isSigned, verifyWebhook } from '#server/channels/meta/signature.ts';
import { fileLimits } from '#server/channels/instagram/file-limits.ts';
import { locateFile } from '#server/channels/instagram/locate-file.ts';
import type { ChannelAdapter } from '#server/channels/types.ts';

/** Instagram's direct messages, through the account's own login or through its Facebook page. */
export const instagramAdapter: ChannelAdapter = {
  kind: 'instagram',
  credentials: instagramCredentials,
  apiFor,
  capabilities: {
    replyWindowHours: 24,
    humanReplyWindowHours: 7 * 24,
    // No text of so many bytes has more characters than that.
    maxTextLength: MAX_TEXT_BYTES,
    maxTextBytes: MAX_TEXT_BYTES,
    captions: false,
    files: fileLimits,
    reactionEmojis,
    addressIsPhone: false,
    readReceipts: true,
    templates: false,
    attachments: true,
    quotes: false,
  },
  webhookSecrets,
  normalizeAddress,
  addressVariants: (address) => [address],
  formatAddress,
  isSigned,
  verifyWebhook,
  accountsIn,
  parseWebhook,
  faultIn,
  send: sendMessage,
  locateFile,
  markRead,
  lookUpProfile,
  refreshCredentials,
};
