import { expect, test } from 'vitest';
import { byName, stillOffered } from '#components/inbox/translations.ts';
import type { Translations } from '#components/inbox/translations.ts';

const suggested = (name: string, language: string): Translations[number] => ({
  id: `${name}-${language}`,
  name,
  language,
  category: 'utility',
  parameterFormat: 'named',
  parts: {
    header: { kind: 'none' },
    body: 'Hello.',
    samples: {},
    footer: '',
    buttons: [],
    isWhole: true,
  },
  uses: { count: 0, lastAt: null },
});

test('translations stand together, where the best of them stood', () => {
  const groups = byName([suggested('b', 'hi'), suggested('a', 'en'), suggested('b', 'en')]);
  const names = groups.map((group) => group.map(({ id }) => id));
  expect(names).toEqual([['b-hi', 'b-en'], ['a-en']]);
});

test('the one that was offered stays when another comes to fit better, and gives way once it is gone', () => {
  const [a, b] = [suggested('a', 'en'), suggested('b', 'en')];
  expect(stillOffered(byName([a, b]), null)).toEqual([a]);
  const inHindi = suggested('a', 'hi');
  expect(stillOffered(byName([b, inHindi, a]), 'a')).toEqual([inHindi, a]);
  expect(stillOffered(byName([b]), 'a')).toEqual([b]);
  expect(stillOffered([], 'a')).toBeUndefined();
});
