import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { formatAddress, normalizeAddress } from '#server/channels/whatsapp/address.ts';

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
