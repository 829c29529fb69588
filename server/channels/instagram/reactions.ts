/** What Meta calls the usual reactions; of others it gives the emoji itself. */
const named: Readonly<Record<string, string>> = {
  love: '❤️',
  laugh: '😆',
  smile: '😆',
  wow: '😮',
  sad: '😢',
  angry: '😠',
  like: '👍',
  dislike: '👎',
};

export function emojiNamed(name: string | undefined): string | undefined {
  return name !== undefined && Object.hasOwn(named, name) ? named[name] : undefined;
}

/** Instagram lets a business put nothing but a heart on a message. */
export const reactionEmojis = ['❤️'] as const;

/** The provider's name of an emoji that a business may send, or undefined. */
export function nameOfReaction(emoji: string): 'love' | undefined {
  return /^\u2764\ufe0f?$/u.test(emoji) ? 'love' : undefined;
}
