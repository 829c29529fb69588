import type { FailureCode, SendFailure } from '#server/channels/failures.ts';

/** What a provider's refusal does beyond the message that it refused. */
type FailureRule =
  /** Try this message again; the first wait in seconds grows by the factor from try to try. */
  | { effect: 'retry'; firstSeconds: number; factor: number }
  /** The same, and nothing goes through this account, or to this person, meanwhile. */
  | { effect: 'slow_channel' | 'slow_recipient'; firstSeconds: number; factor: number }
  /** Nothing more goes through this account until an admin resumes it. */
  | { effect: 'pause_channel' }
  /** The account works on for replies, but bulk sends through it stop, and its admins are told. */
  | { effect: 'pause_campaigns' }
  /** The account works on, but its admins have to do something. */
  | { effect: 'warn_admins' }
  | { effect: 'mark_address' }
  | { effect: 'stop_marketing' }
  | { effect: 'fail' };

const fail = { effect: 'fail' } as const;

export const failureRules: Readonly<Record<FailureCode, FailureRule>> = {
  credentials_invalid: { effect: 'pause_channel' },
  permission_missing: { effect: 'pause_channel' },
  account_blocked: { effect: 'pause_channel' },
  number_not_registered: { effect: 'pause_channel' },
  spam_restricted: { effect: 'pause_campaigns' },
  payment_required: { effect: 'warn_admins' },
  display_name_not_approved: { effect: 'warn_admins' },
  rate_limited: { effect: 'slow_channel', firstSeconds: 5, factor: 3 },
  provider_maintenance: { effect: 'slow_channel', firstSeconds: 60, factor: 1 },
  // WhatsApp asks for 4^n seconds, for this person alone.
  recipient_rate_limited: { effect: 'slow_recipient', firstSeconds: 4, factor: 4 },
  daily_limit_reached: { effect: 'retry', firstSeconds: 21_600, factor: 1 },
  provider_down: { effect: 'retry', firstSeconds: 2, factor: 5 },
  provider_unavailable: { effect: 'retry', firstSeconds: 2, factor: 5 },
  recipient_unreachable: { effect: 'mark_address' },
  marketing_opted_out: { effect: 'stop_marketing' },
  marketing_held_back: fail,
  reply_window_closed: fail,
  recipient_in_experiment: fail,
  country_restricted: fail,
  request_invalid: fail,
  recipient_is_sender: fail,
  recipient_not_allowed: fail,
  content_unsupported: fail,
  media_download_failed: fail,
  media_upload_failed: fail,
  recipient_id_unsupported: fail,
  marketing_api_disabled: fail,
  template_invalid: fail,
  template_unavailable: fail,
  registration_limited: fail,
  identity_changed: fail,
  text_empty: fail,
  text_too_long: fail,
  unknown_failure: fail,
};

/** A message is sent once and tried again three times. */
const maxAttempts = 4;
/** A fifth on top, by chance: those who failed together do not come back together. */
const jitter = 0.2;

/**
 * Seconds until the next try, or null when there is none. The provider's own wish counts where it
 * is longer. `attempt` is the try that just failed, from 1; `random` is between 0 and 1.
 */
export function retrySeconds(failure: SendFailure, attempt: number, random: number): number | null {
  const rule = failureRules[failure.code];
  if (!('firstSeconds' in rule) || !failure.retryable || attempt >= maxAttempts) return null;
  const ours = rule.firstSeconds * rule.factor ** (attempt - 1);
  return Math.max(ours, failure.retryAfterSeconds ?? 0) * (1 + jitter * random);
}

/**
 * Seconds for which a refusal that asks for it slows its account or its person, also when its
 * message has no further try, as after a receipt.
 */
export function slowSeconds(failure: SendFailure): number {
  const rule = failureRules[failure.code];
  const ours = 'firstSeconds' in rule ? rule.firstSeconds : 0;
  return Math.max(ours, failure.retryAfterSeconds ?? 0);
}

const passingTroubles: ReadonlySet<SendFailure['code']> = new Set<SendFailure['code']>([
  'provider_down',
  'provider_maintenance',
  'rate_limited',
  'daily_limit_reached',
]);

/** Whether the whole account is in trouble for a while, which is not the fault of a message. */
export function isPassingTrouble({ code }: Pick<SendFailure, 'code'>): boolean {
  return passingTroubles.has(code);
}

/** Whether the whole account is in trouble until a person sees to it. */
export function stopsCampaigns(failure: SendFailure): boolean {
  const { effect } = failureRules[failure.code];
  return effect === 'pause_channel' || effect === 'pause_campaigns';
}
