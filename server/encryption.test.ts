import { createCipheriv, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { CannotOpenError, currentPrefix, decrypt, encrypt, keyring } from '#server/encryption.ts';

const [first, second] = [randomBytes(32), randomBytes(32)];
const before = { current: first, old: [] };
const after = { current: second, old: [first] };

test('a sealed text opens again in the place it was sealed for', () => {
  expect(decrypt(encrypt('a token 🔑', 'business|channel'), 'business|channel')).toBe('a token 🔑');
});

test('a sealed text does not open in another place', () => {
  const sealed = encrypt('secret', 'business-a|channel');
  expect(() => decrypt(sealed, 'business-b|channel')).toThrow(CannotOpenError);
});

test('a sealed text with one changed character, wherever, does not open', () => {
  const sealed = encrypt('secret', 'here');
  for (const place of sealed.split('').keys()) {
    // The last character of a part may hold bits that say nothing, as base64 does.
    if (sealed[place] === '.' || sealed[place + 1] === '.' || place === sealed.length - 1) continue;
    const other = sealed[place] === 'A' ? 'B' : 'A';
    const changed = sealed.slice(0, place) + other + sealed.slice(place + 1);
    expect(() => decrypt(changed, 'here')).toThrow(CannotOpenError);
  }
});

test('a sealed text that is cut short, or empty, does not open', () => {
  const parts = encrypt('secret', 'here').split('.');
  for (const length of parts.keys()) {
    expect(() => decrypt(parts.slice(0, length).join('.'), 'here')).toThrow(CannotOpenError);
  }
});

test('the same text is sealed differently each time, with another key of its own', () => {
  const [one, other] = [encrypt('secret', 'here'), encrypt('secret', 'here')].map((sealed) =>
    sealed.split('.').slice(2),
  );
  for (const part of one?.keys() ?? []) expect(one?.[part]).not.toBe(other?.[part]);
});

test('an old key opens what it sealed, and seals nothing any more', () => {
  const sealed = encrypt('secret', 'here', before);
  expect(decrypt(sealed, 'here', after)).toBe('secret');
  expect(sealed.startsWith(currentPrefix(after))).toBe(false);
  const again = encrypt('secret', 'here', after);
  expect(again.startsWith(currentPrefix(after))).toBe(true);
  expect(() => decrypt(again, 'here', before)).toThrow('a key that is not known here');
});

test('without its key nothing opens, and the reason is said', () => {
  const sealed = encrypt('secret', 'here', before);
  const others = { current: second, old: [] };
  expect(() => decrypt(sealed, 'here', others)).toThrow('a key that is not known here');
});

test.each([
  ['the current key', { current: first, old: [] }],
  ['an old key', { current: second, old: [randomBytes(32), first] }],
])('what was sealed before there were envelopes opens with %s', (_whose, keys) => {
  const sealed = sealedFormerly('secret', 'here', first);
  expect(decrypt(sealed, 'here', keys)).toBe('secret');
  expect(() => decrypt(sealed, 'there', keys)).toThrow(CannotOpenError);
  expect(() => decrypt(sealed, 'here', { current: second, old: [] })).toThrow(CannotOpenError);
});

test('the keys are those of the settings', () => {
  expect(keyring().current).toHaveLength(32);
  expect(keyring().old).toEqual([]);
});

function sealedFormerly(plain: string, boundTo: string, key: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const content = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const parts = [nonce, cipher.getAuthTag(), content].map((part) => part.toString('base64url'));
  return ['k1', ...parts].join('.');
}
