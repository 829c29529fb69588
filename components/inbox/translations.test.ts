import { expect, test } from 'vitest';
import { byName } from '#components/inbox/translations.ts';
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
