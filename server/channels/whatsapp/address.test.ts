import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  addressVariants,
  formatAddress,
  normalizeAddress,
} from '#server/channels/whatsapp/address.ts';

describe('normalizeAddress', () => {
  test.each([
    ['919876543210', '919876543210'],
    ['+91 98765 43210', '919876543210'],
    ['+91-98765-43210', '919876543210'],
    ['0044 20 7946 0018', '442079460018'],
    ['+44 (0)20 7946 0018', '442079460018'],
    ['5511912345678', '5511912345678'],
    ['+1 (650) 555-1234', '16505551234'],
    ['15550783881', '15550783881'],
  ])('%s is %s', (raw, address) => {
    expect(normalizeAddress(raw)).toBe(address);
  });

  test.each([
    '',
    'asha@example.test',
    'call me',
    '12345',
    '+',
    '1234567890123456',
    '९१९८७६५४३२१०',
    '91987654321O',
    '++919876543210',
  ])('“%s” is no address', (raw) => {
    expect(normalizeAddress(raw)).toBeNull();
  });

  test('a normalised address stays the same when normalised again', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789+ -()'), maxLength: 20 });
    fc.assert(
      fc.property(digits, (raw) => {
        const once = normalizeAddress(raw);
        if (once === null) return;
        expect(once).toMatch(/^[1-9]\d{6,14}$/);
        expect(normalizeAddress(once)).toBe(once);
        expect(normalizeAddress(`+${once}`)).toBe(once);
        expect(normalizeAddress(formatAddress(once))).toBe(once);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('addressVariants', () => {
  test.each([
    ['a Brazilian mobile number', '5511987654321', '551187654321'],
    ['an Argentinian one', '5491123456789', '541123456789'],
    ['a Mexican one', '525512345678', '5215512345678'],
  ])('%s is one person with the digit and without it', (_name, official, other) => {
    expect(addressVariants(official)).toEqual([official, other]);
    expect(addressVariants(other)).toEqual([official, other]);
  });

  test.each(['551123456789', '5511923456789', '919876543210', '16505551234', 'BR.123'])(
    '%s has no other spelling',
    (address) => {
      expect(addressVariants(address)).toEqual([address]);
    },
  );

  test('whoever is a spelling of another has the same spellings', () => {
    const country = fc.constantFrom('55', '549', '54', '52', '521', '1', '91');
    const digits = fc.stringMatching(/^\d{9,11}$/);
    fc.assert(
      fc.property(country, digits, (code, rest) => {
        const spellings = addressVariants(code + rest);
        expect(spellings).toContain(code + rest);
        for (const one of spellings) expect(addressVariants(one)).toEqual(spellings);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('formatAddress', () => {
  test.each([
    ['919876543210', '+91 98765 43210'],
    ['5511912345678', '+55 11 91234 5678'],
    ['351912345678', '+351 912 345 678'],
    ['99900012345', '+99900012345'],
  ])('%s reads %s', (address, formatted) => {
    expect(formatAddress(address)).toBe(formatted);
  });
});
