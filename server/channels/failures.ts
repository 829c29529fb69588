/** Our own reasons for a refused or failed message; every provider's codes map to these. */
export const FAILURE_CODES = [
  'credentials_invalid',
  'permission_missing',
  'rate_limited',
  'recipient_rate_limited',
  'spam_restricted',
  'marketing_held_back',
  'marketing_opted_out',
  'daily_limit_reached',
  'reply_window_closed',
  'recipient_unreachable',
  'recipient_in_experiment',
  'country_restricted',
  'account_blocked',
  'payment_required',
  'number_not_registered',
  'provider_maintenance',
  /** The account cannot be reached at all: it says nothing about the message. */
  'provider_down',
  'provider_unavailable',
  'request_invalid',
  'recipient_is_sender',
  'recipient_not_allowed',
  'display_name_not_approved',
  'content_unsupported',
  'media_download_failed',
  'media_upload_failed',
  'recipient_id_unsupported',
  'marketing_api_disabled',
  'template_invalid',
  'template_unavailable',
  'registration_limited',
  'identity_changed',
  'text_empty',
  'text_too_long',
  'unknown_failure',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** A known refusal: `message` is one plain sentence for people, the provider's own words stay beside it. */
export interface SendFailure {
  code: FailureCode;
  message: string;
  providerCode?: string;
  providerTitle?: string;
  providerDetail?: string;
  retryable: boolean;
  retryAfterSeconds?: number;
}

/** The provider's own words, the most exact that it gave, with its code; null when it gave none. */
export function detailOf({
  providerCode,
  providerDetail,
  providerTitle,
}: SendFailure): string | null {
  const words = providerDetail ?? providerTitle;
  if (words === undefined) return providerCode ?? null;
  return providerCode === undefined ? words : `${words} (${providerCode})`;
}
