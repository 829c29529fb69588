import { describe, expect, test } from 'vitest';

import { failedBeforeSending } from '#server/channels/whatsapp/network-failure.ts';

function fault(code: string, syscall?: string): Error {
  return Object.assign(new Error(code), { code, syscall });
}

function fetchFailed(cause: Error): Error {
  return new TypeError('fetch failed', { cause });
}

describe('failedBeforeSending', () => {
  test.each([
    ['a refused connection', fault('ECONNREFUSED', 'connect')],
    ['an unknown host', fault('ENOTFOUND', 'getaddrinfo')],
    ['a silent name server', fault('EAI_AGAIN', 'getaddrinfo')],
    ['a connection that takes too long', fault('UND_ERR_CONNECT_TIMEOUT')],
    ['a timeout while connecting', fault('ETIMEDOUT', 'connect')],
    ['a bad certificate', fault('CERT_HAS_EXPIRED')],
    [
      'two addresses that both refuse',
      new AggregateError([fault('ECONNREFUSED'), fault('ENETUNREACH')]),
    ],
  ])('%s: nothing was sent', (_name, cause) => {
    expect(failedBeforeSending(fetchFailed(cause))).toBe(true);
  });

  test.each([
    ['a reset connection', fault('ECONNRESET', 'read')],
    ['a connection closed by the other side', fault('UND_ERR_SOCKET')],
    ['a timeout while reading', fault('ETIMEDOUT', 'read')],
    ['an answer that never comes', new DOMException('timeout', 'TimeoutError')],
    ['a fault of some other kind', new Error('whatever')],
    ['one refusal and one reset', new AggregateError([fault('ECONNREFUSED'), fault('ECONNRESET')])],
  ])('%s: it may have been taken', (_name, cause) => {
    expect(failedBeforeSending(fetchFailed(cause))).toBe(false);
  });

  test('what is no error tells nothing', () => {
    expect(failedBeforeSending('ECONNREFUSED')).toBe(false);
  });
});
