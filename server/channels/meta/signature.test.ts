import { createHmac } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { verifyHandshake, verifyWebhook } from '#server/channels/meta/signature.ts';

const body = Buffer.from('{"object":"whatsapp_business_account","text":"é"}');

function signed(secret: string, bytes: Uint8Array = body): Record<string, string> {
  const digest = createHmac('sha256', secret).update(bytes).digest('hex');
  return { 'x-hub-signature-256': `sha256=${digest}` };
}

describe('signature', () => {
  test('any one of the candidate secrets may have signed', () => {
    const secrets = ['app-secret', 'channel-secret'];
    for (const secret of secrets) {
      expect(verifyWebhook({ rawBody: body, headers: signed(secret), secrets })).toBe(true);
    }
  });

  test('without a secret nothing verifies, not even a signature made with the empty secret', () => {
    expect(verifyWebhook({ rawBody: body, headers: signed(''), secrets: [] })).toBe(false);
    expect(verifyWebhook({ rawBody: body, headers: signed(''), secrets: [''] })).toBe(false);
  });

  test('the published check value is accepted', () => {
    const headers = {
      'x-hub-signature-256':
        'sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
    };
    const rawBody = Buffer.from('The quick brown fox jumps over the lazy dog');
    expect(verifyWebhook({ rawBody, headers, secrets: ['key'] })).toBe(true);
  });

  test.each([
    ['is missing', {}],
    ['is made with another secret', signed('other')],
    ['is of another body', signed('app-secret', Buffer.from('{}'))],
    ['is cut short', { 'x-hub-signature-256': 'sha256=abcd' }],
    ['lacks its scheme', { 'x-hub-signature-256': 'f'.repeat(64) }],
    ['is of the older scheme', { 'x-hub-signature-256': `sha1=${'a'.repeat(40)}` }],
    ['is not hexadecimal', { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` }],
  ])('a signature that %s is refused', (_name, headers) => {
    expect(verifyWebhook({ rawBody: body, headers, secrets: ['app-secret'] })).toBe(false);
  });
});

describe('handshake', () => {
  const right = { mode: 'subscribe', token: 'token-2', challenge: '1158201444' };

  test('mode and token right: the challenge is echoed', () => {
    expect(verifyHandshake(right, ['token-1', 'token-2'])).toBe('1158201444');
  });

  test.each([
    ['another mode', { ...right, mode: 'unsubscribe' }],
    ['no mode', { ...right, mode: null }],
    ['a wrong token', { ...right, token: 'token-3' }],
    ['no token', { ...right, token: null }],
    ['an empty token', { ...right, token: '' }],
    ['no challenge', { ...right, challenge: null }],
  ])('%s is refused', (_name, handshake) => {
    expect(verifyHandshake(handshake, ['token-1', 'token-2', ''])).toBeNull();
  });

  test('without a configured token nothing is accepted', () => {
    expect(verifyHandshake(right, [])).toBeNull();
  });
});
