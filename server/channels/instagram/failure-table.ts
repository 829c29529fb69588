import type { FailureRow } from '#server/channels/meta/read-failure.ts';

/**
 * What each of Meta's error codes means on Instagram; a code that is not here is `unknown_failure`.
 * (reference: Meta, Messenger Platform error codes; Graph API, Handling errors and Rate limits)
 */
export const failureTable: readonly FailureRow[] = [
  {
    providerCodes: [],
    providerSubcodes: [2018065, 2018278, 2534022],
    code: 'reply_window_closed',
    message:
      'More time has passed since this person last wrote than Instagram allows for an answer.',
    retryable: false,
  },
  {
    providerCodes: [551],
    providerSubcodes: [1545041, 2018108],
    code: 'recipient_unreachable',
    message: 'This person is not available on Instagram; they may have blocked the account.',
    retryable: false,
  },
  {
    // The code is seen of people whom no profile is shown of, such as Meta's own reviewers.
    providerCodes: [9010],
    providerSubcodes: [2018001, 2534014],
    code: 'recipient_unreachable',
    message: 'Instagram does not find this person any more.',
    retryable: false,
  },
  {
    providerCodes: [230],
    code: 'recipient_not_allowed',
    message: 'This person has not written to this account yet.',
    retryable: false,
  },
  {
    providerCodes: [],
    providerSubcodes: [2018028, 2534048],
    code: 'recipient_not_allowed',
    message: 'Your Meta app may only write to its testers until Meta has reviewed it.',
    retryable: false,
  },
  {
    providerCodes: [2018300],
    providerSubcodes: [2534037],
    code: 'recipient_not_allowed',
    message: 'Another app is in charge of this thread at Meta right now.',
    retryable: false,
  },
  {
    providerCodes: [],
    providerSubcodes: [2018008],
    code: 'media_upload_failed',
    message: 'Instagram could not fetch the file from this server; its address must be public.',
    retryable: false,
  },
  {
    providerCodes: [],
    providerSubcodes: [2018047, 2018074, 2018109, 2018294],
    code: 'media_upload_failed',
    message: 'Instagram could not take the file; check its type and size.',
    retryable: false,
  },
  {
    providerCodes: [],
    providerSubcodes: [2534041],
    code: 'permission_missing',
    message:
      'Instagram keeps messages from apps: allow access under Settings, Messages, Connected tools.',
    retryable: false,
  },
  {
    providerCodes: [],
    providerSubcodes: [2534013, 2534077],
    code: 'permission_missing',
    message: 'Meta finds no link between the Facebook page and the Instagram account.',
    retryable: false,
  },
  {
    providerCodes: [368],
    providerSubcodes: [1893063, 2534029],
    code: 'account_blocked',
    message: 'Instagram has blocked this account from sending for breaking its policies.',
    retryable: false,
  },
  {
    providerCodes: [0, 102, 190],
    code: 'credentials_invalid',
    message: 'Instagram no longer accepts this channel’s access token. Connect the channel again.',
    retryable: false,
  },
  {
    providerCodes: [3, 10, [200, 299]],
    code: 'permission_missing',
    message: 'This channel’s access token lacks the permission to send messages.',
    retryable: false,
  },
  {
    providerCodes: [4, 17, 32, 613, 80002, 80006],
    code: 'rate_limited',
    message: 'Instagram is limiting how many calls this account makes.',
    retryable: true,
    retryAfterSeconds: 60,
  },
  {
    providerCodes: [1, 2],
    code: 'provider_unavailable',
    message: 'Instagram had a problem of its own.',
    retryable: true,
    retryAfterSeconds: 5,
  },
  {
    providerCodes: [100],
    code: 'request_invalid',
    message: 'Instagram refused this message because a part of it is missing or not valid.',
    retryable: false,
  },
];
