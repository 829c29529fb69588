import type { CampaignState, MessageState, RecipientState } from '#db/schema/vocabulary.ts';

/** What may be done to a campaign, from where, and where it leads. */
export const campaignTransitions = {
  launch: { from: ['draft'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  cancel: { from: ['draft', 'running', 'paused'], to: 'cancelled' },
  complete: { from: ['running'], to: 'completed' },
} as const satisfies Record<string, { from: readonly CampaignState[]; to: CampaignState }>;

export type CampaignAction = keyof typeof campaignTransitions;

/** 'there' when the campaign already is where the action leads, null when it cannot get there. */
export function campaignStateAfter(
  action: CampaignAction,
  state: CampaignState,
): CampaignState | 'there' | null {
  const { from, to } = campaignTransitions[action];
  if ((from as readonly CampaignState[]).includes(state)) return to;
  return state === to ? 'there' : null;
}

/** How a recipient stands by its message. */
export const recipientStateOf: Readonly<Record<MessageState, RecipientState>> = {
  received: 'waiting',
  scheduled: 'waiting',
  queued: 'waiting',
  sending: 'sending',
  accepted: 'sent',
  sent: 'sent',
  delivered: 'sent',
  read: 'sent',
  failed: 'failed',
  unknown: 'unknown',
  cancelled: 'skipped',
};
