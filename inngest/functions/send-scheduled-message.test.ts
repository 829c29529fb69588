import { afterEach, beforeAll, expect, test } from 'vitest';
import { useOwnDatabase } from '#db/testing/database.ts';
import { createBusiness, createConversation, createMessage } from '#db/testing/factories.ts';
import { client, start, stopAll } from '#inngest/embedded/testing/start-engine.ts';
import { ended, send } from '#inngest/embedded/testing/run-functions.ts';
import { sendScheduledMessageFunction } from '#inngest/functions/send-scheduled-message.ts';
import { getMessage } from '#server/domain/messages/get-message.ts';
import { testContext } from '#tests/setup/test-context.ts';

let conversation: Awaited<ReturnType<typeof createConversation>>;

beforeAll(async () => {
  const database = await useOwnDatabase();
  const { id } = await createBusiness();
  conversation = await createConversation(id, { lastInboundAt: new Date() });
  return () => database.drop();
});
afterEach(stopAll);

async function waitingFor(scheduledFor: Date) {
  const { id: messageId, businessId } = await createMessage(conversation, {
    direction: 'outbound',
    state: 'scheduled',
    scheduledFor,
    occurredAt: scheduledFor,
  });
  await send('message.scheduled', {
    businessId,
    messageId,
    scheduledFor: scheduledFor.toISOString(),
  });
  return messageId;
}

async function stateOf(messageId: string) {
  const ctx = testContext({ businessId: conversation.businessId });
  return (await getMessage(ctx, { messageId })).state;
}

test('a message goes out at its time, one that is a little late at once, one much later not', async () => {
  const inAMoment = new Date(Date.now() + 400);
  const ids = [
    await waitingFor(inAMoment),
    await waitingFor(new Date(Date.now() - 3_600_000)),
    await waitingFor(new Date(Date.now() - 3 * 3_600_000)),
  ];
  start([sendScheduledMessageFunction(client)]);
  const runs = await ended('send-scheduled-message', 3);
  expect(runs.map(({ output }) => output)).toEqual([
    { outcome: 'queued' },
    { outcome: 'queued' },
    { outcome: 'missed' },
  ]);
  expect(Date.now()).toBeGreaterThanOrEqual(inAMoment.getTime());
  expect(await Promise.all(ids.map(stateOf))).toEqual(['queued', 'queued', 'scheduled']);
});
