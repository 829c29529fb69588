import { expect, test } from 'vitest';

import { markRead } from '#server/channels/whatsapp/mark-read.ts';
import { answerWith, graphError, loopbackProvider } from '#tests/channels/loopback-provider.ts';

const provider = loopbackProvider();
const read = { providerMessageId: 'wamid.IN1', isTyping: false };

test('a message is marked as read, and typing is shown only while an answer is under way', async () => {
  const connection = await provider.start(answerWith(200, { success: true }));
  await markRead(connection, read);
  await markRead(connection, { ...read, isTyping: true });
  const marked = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.IN1' };
  expect(provider.received.map(({ body }) => JSON.parse(body.toString()) as unknown)).toEqual([
    marked,
    { ...marked, typing_indicator: { type: 'text' } },
  ]);
  expect(provider.received[0]).toMatchObject({
    path: '/graph/v23.0/109000000000001/messages',
    headers: { authorization: 'Bearer token-1' },
  });
});

test('a refusal and a missing token throw with a sentence', async () => {
  const connection = await provider.start(answerWith(400, graphError(131009)));
  await expect(markRead(connection, read)).rejects.toThrow(/\.$/);
  await expect(markRead({ ...connection, credentials: {} }, read)).rejects.toThrow('access token');
});
