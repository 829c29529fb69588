import { createHmac } from 'node:crypto';

import { expect, test } from 'vitest';

import batch from '#server/channels/instagram/payloads/batch.json' with { type: 'json' };
import { adapterFor } from '#server/channels/registry.ts';
import { describeAdapter } from '#tests/channels/adapter-contract.ts';

const adapter = adapterFor('instagram');

test('a delivery may be signed by the Instagram app or by the Facebook app around it', () => {
  const secrets = { appSecret: 'facebook', instagramAppSecret: 'instagram' };
  const credentials = { accessToken: 'a', verifyToken: 't', ...secrets };
  const { signing, handshake } = adapter.webhookSecrets(credentials);
  expect(handshake).toEqual(['t']);
  const rawBody = Buffer.from('{"object":"instagram"}');
  const isTaken = (secret: string) =>
    adapter.verifyWebhook({ rawBody, headers: headersOf(rawBody, secret), secrets: signing });
  expect(['instagram', 'facebook', 'whatsapp'].map(isTaken)).toEqual([true, true, false]);
  expect(adapter.webhookSecrets({ accessToken: 'a' })).toEqual({ signing: [], handshake: [] });
});

test('each way of connecting speaks to its own API', () => {
  expect(adapter.apiFor({ accessToken: 'a' })).toBe('instagram_graph');
  expect(adapter.apiFor({ accessToken: 'a', login: 'facebook' })).toBe('facebook_graph');
});

test('a scoped id means nothing to people and is no phone number', () => {
  expect(adapter.formatAddress('1234567890123456')).toBe('Instagram user');
  expect(adapter.formatAddress('1234567890123456', 'asha.m')).toBe('@asha.m');
  expect(adapter.capabilities.addressIsPhone).toBe(false);
  const others = ['', 'asha.menon', '+919812345670', '0123456', '१२३४५६', '1'.repeat(33)];
  expect(others.map(adapter.normalizeAddress)).toEqual(others.map(() => null));
});

function headersOf(rawBody: Uint8Array, secret: string) {
  const digest = createHmac('sha256', secret).update(rawBody).digest('hex');
  return { 'x-hub-signature-256': `sha256=${digest}` };
}

describeAdapter(adapter, {
  credentials: { login: 'instagram', accessToken: 'token', appSecret: 'secret' },
  delivery: { body: batch, headers: headersOf },
  addresses: [{ raw: ' 1234567890123456 ', normalized: '1234567890123456' }],
});
