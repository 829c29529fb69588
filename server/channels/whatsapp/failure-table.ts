import type { FailureRow } from '#server/channels/meta/read-failure.ts';

const HOUR = 3600;

/** What each of Meta's error codes means to us; a code that is not here is `unknown_failure`. */
export const failureTable: readonly FailureRow[] = [
  {
    providerCodes: [0, 190],
    code: 'credentials_invalid',
    message: 'WhatsApp no longer accepts this channel’s access token. Connect the channel again.',
    retryable: false,
  },
  {
    providerCodes: [3, 10, [200, 299], 131005],
    code: 'permission_missing',
    message: 'This channel’s access token lacks the permission to send messages.',
    retryable: false,
  },
  {
    providerCodes: [4, 80007],
    code: 'rate_limited',
    message: 'WhatsApp is limiting how many calls this account makes.',
    retryable: true,
    retryAfterSeconds: 60,
  },
  {
    providerCodes: [130429],
    code: 'rate_limited',
    message: 'This number is sending faster than WhatsApp allows.',
    retryable: true,
    retryAfterSeconds: 5,
  },
  {
    providerCodes: [131056],
    code: 'recipient_rate_limited',
    message: 'Too many messages to this person in a short time.',
    retryable: true,
    retryAfterSeconds: 6,
  },
  {
    providerCodes: [131048],
    code: 'spam_restricted',
    message: 'WhatsApp restricts this number because people reported its messages as spam.',
    retryable: false,
  },
  {
    providerCodes: [131049],
    code: 'marketing_held_back',
    message: 'WhatsApp held this marketing message back; this person receives too many of them.',
    retryable: false,
  },
  {
    providerCodes: [131050],
    code: 'marketing_opted_out',
    message: 'This person has stopped marketing messages from this business.',
    retryable: false,
  },
  {
    providerCodes: [131064],
    code: 'daily_limit_reached',
    message: 'This number has reached the people it may write to first in 24 hours.',
    retryable: true,
    retryAfterSeconds: 6 * HOUR,
  },
  {
    providerCodes: [131047, 470],
    code: 'reply_window_closed',
    message:
      'More than 24 hours have passed since this person last wrote; only an approved template can be sent.',
    retryable: false,
  },
  {
    providerCodes: [131026],
    code: 'recipient_unreachable',
    message: 'WhatsApp cannot deliver to this number; it may not be on WhatsApp.',
    retryable: false,
  },
  {
    providerCodes: [130472],
    code: 'recipient_in_experiment',
    message:
      'WhatsApp did not deliver this because the person takes part in one of its experiments.',
    retryable: false,
  },
  {
    providerCodes: [130497],
    code: 'country_restricted',
    message: 'WhatsApp does not let this business write to people in that country.',
    retryable: false,
  },
  {
    providerCodes: [368, 131031],
    code: 'account_blocked',
    message: 'WhatsApp has blocked this account for breaking its policies.',
    retryable: false,
  },
  {
    providerCodes: [131042, 131044],
    code: 'payment_required',
    message: 'WhatsApp cannot charge this account; check its payment method at Meta.',
    retryable: false,
  },
  {
    providerCodes: [33, 131045],
    code: 'number_not_registered',
    message: 'This channel’s number is not registered with WhatsApp. Register it again at Meta.',
    retryable: false,
  },
  {
    providerCodes: [131057],
    code: 'provider_maintenance',
    message:
      'WhatsApp is upgrading this number and will take messages again within a minute or two.',
    retryable: true,
    retryAfterSeconds: 60,
  },
  {
    providerCodes: [1, 2, 131000, 131016, 135000],
    code: 'provider_unavailable',
    message: 'WhatsApp had a problem of its own.',
    retryable: true,
    retryAfterSeconds: 5,
  },
  {
    providerCodes: [100, 131008, 131009],
    code: 'request_invalid',
    message: 'WhatsApp refused this message because a part of it is missing or not valid.',
    retryable: false,
  },
  {
    providerCodes: [131021],
    code: 'recipient_is_sender',
    message: 'A number cannot send a message to itself.',
    retryable: false,
  },
  {
    providerCodes: [131030],
    code: 'recipient_not_allowed',
    message: 'This is a test number: add the recipient to its allowed list at Meta first.',
    retryable: false,
  },
  {
    providerCodes: [131037],
    code: 'display_name_not_approved',
    message: 'WhatsApp has not approved this number’s display name yet.',
    retryable: false,
  },
  {
    providerCodes: [131051],
    code: 'content_unsupported',
    message: 'WhatsApp does not support this kind of message.',
    retryable: false,
  },
  {
    providerCodes: [131052],
    code: 'media_download_failed',
    message: 'The file could not be fetched from WhatsApp.',
    retryable: false,
  },
  {
    providerCodes: [131053],
    code: 'media_upload_failed',
    message: 'WhatsApp could not take the file; check its type and size.',
    retryable: false,
  },
  {
    providerCodes: [131062],
    code: 'recipient_id_unsupported',
    message: 'This kind of message needs the person’s phone number, which WhatsApp does not share.',
    retryable: false,
  },
  {
    providerCodes: [131063],
    code: 'marketing_api_disabled',
    message: 'Marketing templates are switched off for this way of sending.',
    retryable: false,
  },
  {
    providerCodes: [132000, 132001, 132005, 132007, 132008, 132012, 132018],
    code: 'template_invalid',
    message: 'The template and what was filled in do not fit together; correct the template.',
    retryable: false,
  },
  {
    providerCodes: [132015, 132016],
    code: 'template_unavailable',
    message: 'WhatsApp has paused or disabled this template.',
    retryable: false,
  },
  {
    providerCodes: [133016],
    code: 'registration_limited',
    message: 'This number was registered too often; WhatsApp asks to wait before the next try.',
    retryable: false,
  },
  {
    providerCodes: [137000],
    code: 'identity_changed',
    message:
      'This person’s WhatsApp identity has changed; confirm it is still them before writing.',
    retryable: false,
  },
];
