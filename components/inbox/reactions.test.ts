import { describe, expect, it } from 'vitest';
import { emojiIn, groupReactions, reactionWords, withOurs } from '#components/inbox/reactions.ts';

const theirs = { side: 'contact', emoji: '❤️' } as const;
const ours = { side: 'business', emoji: '👍' } as const;

describe('reactions on a message', () => {
  it('show each emoji once, the contact’s first, and whose it is', () => {
    expect(groupReactions([ours, theirs])).toEqual([
      { emoji: '❤️', isOurs: false, isTheirs: true },
      { emoji: '👍', isOurs: true, isTheirs: false },
    ]);
    expect(groupReactions([theirs, { side: 'business', emoji: '❤️' }])).toEqual([
      { emoji: '❤️', isOurs: true, isTheirs: true },
    ]);
  });

  it('hold one of ours at most, and none once it is taken back', () => {
    expect(withOurs([theirs, ours], '🙏')).toEqual([theirs, { side: 'business', emoji: '🙏' }]);
    expect(withOurs([theirs, ours], null)).toEqual([theirs]);
  });

  it('say who reacted with what', () => {
    const words = (isOurs: boolean, isTheirs: boolean) =>
      reactionWords({ emoji: '👍', isOurs, isTheirs }, 'Priya');
    expect(words(true, false)).toBe('We reacted with 👍');
    expect(words(false, true)).toBe('Priya reacted with 👍');
    expect(words(true, true)).toBe('Priya and we reacted with 👍');
  });
});

it('an emoji is one sign, however many parts it has; words and digits are none', () => {
  for (const emoji of ['👍', '👍🏽', '👩‍👩‍👧', '❤️', '🇮🇳', ' 🎉 ']) {
    expect(emojiIn(emoji)).toBe(emoji.trim());
  }
  for (const none of ['', 'a', '7', '👍👍', 'ok 👍', '#']) expect(emojiIn(none)).toBeNull();
});
