import { expect, test } from 'vitest';
import { decrypt, encrypt } from '#server/encryption.ts';

test('a sealed text opens again in the place it was sealed for', () => {
  expect(decrypt(encrypt('a token 🔑', 'business|channel'), 'business|channel')).toBe('a token 🔑');
});

test('a sealed text does not open in another place', () => {
  const sealed = encrypt('secret', 'business-a|channel');
  expect(() => decrypt(sealed, 'business-b|channel')).toThrow();
});

test('a sealed text with one changed character does not open', () => {
  const sealed = encrypt('secret', 'here');
  const last = sealed.at(-2) === 'A' ? 'B' : 'A';
  expect(() => decrypt(sealed.slice(0, -2) + last + sealed.slice(-1), 'here')).toThrow();
});

test('the same text is sealed differently each time', () => {
  expect(encrypt('secret', 'here')).not.toBe(encrypt('secret', 'here'));
});
