import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { clientAddress } from '#server/auth/client-address.ts';
import { noteClientAddress, withoutTokens } from '#server/http/client-address.ts';

function requestFrom(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
  const request = new IncomingMessage(socket);
  if (forwardedFor !== undefined) request.headers['x-forwarded-for'] = forwardedFor;
  noteClientAddress(request);
  return request;
}

test('a caller from outside cannot invent another address', () => {
  const { headers } = requestFrom('203.0.113.9', '1.2.3.4');
  expect(clientAddress(String(headers['x-forwarded-for']))).toBe('203.0.113.9');
});

test('behind a proxy of ours the address is the one the proxy heard', () => {
  const { headers } = requestFrom('10.0.0.1', '1.2.3.4, 203.0.113.9');
  expect(clientAddress(String(headers['x-forwarded-for']))).toBe('203.0.113.9');
});

test('the log does not hold the secret of a link', () => {
  expect(withoutTokens('/invite/abc')).toBe('/invite/[token]');
  expect(withoutTokens('/reset/abc/def')).toBe('/reset/[token]');
  expect(withoutTokens('/reset')).toBe('/reset');
  expect(withoutTokens('/inbox/abc')).toBe('/inbox/abc');
});
