import { describe, expect, it } from 'vitest';
import { nextNumber, somebodyNew, usernameOf } from '#components/sandbox/samples.ts';
import { oggOfSilence } from '#components/sandbox/silent-voice.ts';

describe('samples', () => {
  it.each([
    ['Camila Duarte', 'camila.duarte'],
    ['José  Müller!', 'jose.muller'],
    ['Xi', 'xicustomer'],
    ['李', 'customer'],
  ])('the username of %s is one that the provider allows', (name, username) => {
    expect(usernameOf(name)).toBe(username);
    expect(usernameOf(name)).toMatch(/^[a-z0-9._]{3,35}$/);
  });

  it('a changed number is another one, as long as the old', () => {
    expect(nextNumber('5511987654321')).toBe('5511987655432');
    expect(nextNumber('5511987659999')).toBe('5511987651110');
  });

  it.each([0, 0.5, 0.999_999_999])('somebody new has a name and a mobile number (%d)', (random) => {
    const { wa_id: waId, name } = somebodyNew(() => random);
    expect(waId).toMatch(/^55119\d{8}$/);
    expect(name).toMatch(/^\p{L}+ \p{L}+$/u);
  });
});

describe('the sample voice message', () => {
  it('is an Ogg file of whole pages that last three seconds', () => {
    const pages = pagesOf(oggOfSilence(3));
    expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, index) => index));
    expect(pages[0]?.flags).toBe(2);
    expect(pages.at(-1)).toMatchObject({ flags: 4, position: 3 * 48_000 });
    for (const { checksum, bytes } of pages) expect(checksum).toBe(remainderOf(bytes));
    expect(new TextDecoder().decode(pages[0]?.bytes.subarray(28, 36))).toBe('OpusHead');
  });
});

function pagesOf(file: Uint8Array) {
  const pages = [];
  for (let at = 0; at < file.length;) {
    const view = new DataView(file.buffer, at);
    const entries = view.getUint8(26);
    const sizes = file.subarray(at + 27, at + 27 + entries);
    const length = 27 + entries + sizes.reduce((sum, size) => sum + size, 0);
    const bytes = file.slice(at, at + length);
    bytes.fill(0, 22, 26);
    pages.push({
      flags: view.getUint8(5),
      position: Number(view.getBigUint64(6, true)),
      sequence: view.getUint32(18, true),
      checksum: view.getUint32(22, true),
      bytes,
    });
    at += length;
  }
  return pages;
}

/** The long division that a checksum stands for, by the book. */
function remainderOf(bytes: Uint8Array): number {
  let dividend = 0n;
  for (const byte of bytes) dividend = (dividend << 8n) | BigInt(byte);
  dividend <<= 32n;
  const divisor = 0x1_04_c1_1d_b7n;
  for (let shift = BigInt(bytes.length) * 8n - 1n; shift >= 0n; shift -= 1n) {
    if ((dividend >> (shift + 32n)) & 1n) dividend ^= divisor << shift;
  }
  return Number(dividend);
}
