import { createHmac } from 'node:crypto';

import { adapterFor } from '#server/channels/registry.ts';
import { CHANNEL_KINDS } from '#server/channels/types.ts';
import batch from '#server/channels/whatsapp/payloads/batch.json' with { type: 'json' };
import { describeAdapter } from '#tests/channels/adapter-contract.ts';
import { expect, test } from 'vitest';

test.each(CHANNEL_KINDS)('the adapter found for %s is its own', (kind) => {
  expect(adapterFor(kind).kind).toBe(kind);
});

test('a channel’s own secret and token are found in its credentials', () => {
  const credentials = { accessToken: 'a', appSecret: 's', verifyToken: 't' };
  expect(adapterFor('whatsapp').webhookSecrets(credentials)).toEqual({
    signing: ['s'],
    handshake: ['t'],
  });
  expect(adapterFor('whatsapp').webhookSecrets({ accessToken: 'a' })).toEqual({
    signing: [],
    handshake: [],
  });
});

describeAdapter(adapterFor('whatsapp'), {
  credentials: { accessToken: 'token', appSecret: 'secret', verifyToken: 'verify' },
  delivery: {
    body: batch,
    headers: (rawBody, secret) => {
      const digest = createHmac('sha256', secret).update(rawBody).digest('hex');
      return { 'x-hub-signature-256': `sha256=${digest}` };
    },
  },
  addresses: [
    { raw: '+91 98123 45670', normalized: '919812345670' },
    { raw: '5511912345678', normalized: '5511912345678' },
  ],
});
