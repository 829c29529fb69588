import type { ConversationStatus } from '#db/schema/vocabulary.ts';

/** What a person may do to a conversation, from where, and where it leads. */
export const conversationTransitions = {
  close: { from: ['open', 'snoozed'], to: 'closed' },
  reopen: { from: ['closed', 'snoozed'], to: 'open' },
} as const satisfies Record<
  string,
  { from: readonly ConversationStatus[]; to: ConversationStatus }
>;

export type ConversationAction = keyof typeof conversationTransitions;

/** Null when the conversation already is where the action leads. */
export function statusAfter(
  action: ConversationAction,
  status: ConversationStatus,
): ConversationStatus | null {
  const { from, to } = conversationTransitions[action];
  return (from as readonly ConversationStatus[]).includes(status) ? to : null;
}
