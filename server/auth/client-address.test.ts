import { describe, expect, test } from 'vitest';
import { clientAddress } from '#server/auth/client-address.ts';

describe('the address of a caller', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, 10.0.0.1', '203.0.113.9'],
    ['2001:db8::7, 127.0.0.1', '2001:db8::7'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
  ])('%s is %s', (header, address) => {
    expect(clientAddress(header)).toBe(address);
  });

  test('an invented first entry does not hide the one our proxy added', () => {
    expect(clientAddress('1.2.3.4, 203.0.113.9, 10.0.0.1')).toBe('203.0.113.9');
  });

  test('what is no address is none', () => {
    expect(clientAddress('unknown, <script>')).toBeNull();
    expect(clientAddress('')).toBeNull();
    expect(clientAddress(null)).toBeNull();
  });
});
