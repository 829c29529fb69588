import type { ThreadReaction } from '#components/inbox/types.ts';

/** What people here use most. */
export const COMMON_EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** An emoji on a message, and who of both sides put it there. */
export interface GroupedReaction {
  emoji: string;
  isOurs: boolean;
  isTheirs: boolean;
}

/** Each emoji once, the contact's first. */
export function groupReactions(reactions: readonly ThreadReaction[]): GroupedReaction[] {
  const emojis = new Set(
    reactions
      .toSorted((a, b) => Number(a.side === 'business') - Number(b.side === 'business'))
      .map(({ emoji }) => emoji),
  );
  const has = (emoji: string, side: ThreadReaction['side']) =>
    reactions.some((one) => one.emoji === emoji && one.side === side);
  return [...emojis].map((emoji) => ({
    emoji,
    isOurs: has(emoji, 'business'),
    isTheirs: has(emoji, 'contact'),
  }));
}

/** The reactions with ours in place of what it was before; null takes it away. */
export function withOurs(
  reactions: readonly ThreadReaction[],
  emoji: string | null,
): ThreadReaction[] {
  const theirs = reactions.filter(({ side }) => side !== 'business');
  return emoji === null ? theirs : [...theirs, { side: 'business', emoji }];
}

/** For who cannot see it: "Priya and we reacted with ❤️". */
export function reactionWords(reaction: GroupedReaction, contactName: string): string {
  const { emoji, isOurs, isTheirs } = reaction;
  const who = isOurs && isTheirs ? `${contactName} and we` : isOurs ? 'We' : contactName;
  return `${who} reacted with ${emoji}`;
}

/** The one emoji that somebody typed; null for anything else. */
export function emojiIn(text: string): string | null {
  const [first, ...rest] = new Intl.Segmenter().segment(text.trim());
  if (first === undefined || rest.length > 0) return null;
  return /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Regional_Indicator}{2}/u.test(first.segment)
    ? first.segment
    : null;
}
