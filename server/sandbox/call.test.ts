import { expect, test } from 'vitest';
import { responseOf } from '#server/sandbox/call.ts';

const file = {
  status: 200,
  headers: { 'content-type': 'audio/ogg', 'accept-ranges': 'bytes' },
  body: new Uint8Array([0, 1, 2, 3, 4]),
};

test.each([
  ['bytes=0-', 206, [0, 1, 2, 3, 4], 'bytes 0-4/5'],
  ['bytes=3-', 206, [3, 4], 'bytes 3-4/5'],
  ['bytes=1-2', 206, [1, 2], 'bytes 1-2/5'],
  ['bytes=4-900', 206, [4], 'bytes 4-4/5'],
  ['bytes=5-', 200, [0, 1, 2, 3, 4], null],
  ['bytes=3-1', 200, [0, 1, 2, 3, 4], null],
  ['seconds=1-2', 200, [0, 1, 2, 3, 4], null],
  [null, 200, [0, 1, 2, 3, 4], null],
])('of a file, %s is answered with %i', async (range, status, bytes, contentRange) => {
  const response = responseOf(file, range);
  expect(response.status).toBe(status);
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual(bytes);
  expect(response.headers.get('content-length')).toBe(String(bytes.length));
  expect(response.headers.get('content-range')).toBe(contentRange);
});

test('what cannot be had in parts is answered whole', async () => {
  const response = responseOf({ status: 200, headers: {}, body: '{"ok":true}' }, 'bytes=0-1');
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('{"ok":true}');
});
