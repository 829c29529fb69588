import { expect, test } from 'vitest';
import { rankLanguage } from '#server/domain/templates/rank-language.ts';

const sorted = (codes: string[], wanted: (string | null)[]) =>
  codes.toSorted((one, other) => rankLanguage(one, wanted) - rankLanguage(other, wanted));

test('the very language comes first, then another variety of it, then that of the business', () => {
  const codes = ['de', 'en_US', 'pt_PT', 'pt_BR'];
  expect(sorted(codes, ['pt-BR', 'en-IN'])).toEqual(['pt_BR', 'pt_PT', 'en_US', 'de']);
});

test('what is not known is not asked for, and however it is written it is the same', () => {
  expect(sorted(['hi', 'en_GB'], [null, 'EN-gb'])).toEqual(['en_GB', 'hi']);
  expect(sorted(['de', 'fr'], [null])).toEqual(['de', 'fr']);
});
