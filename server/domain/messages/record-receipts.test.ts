import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { messages, receipts } from '#db/schema/messages.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import { createBusiness, createConversation, createMessage } from '#db/testing/factories.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { testContext } from '#tests/setup/test-context.ts';

const start = new Date('2026-03-02T12:00:00Z');

/** A thread with three messages of ours: two with the provider's id, and one that has none yet. */
async function openThread() {
  const { id: businessId } = await createBusiness();
  const ctx = testContext({ businessId, now: start });
  const thread = await createConversation(businessId);
  const ours = { direction: 'outbound', occurredAt: start, stateAt: start } as const;
  const accepted = { ...ours, state: 'accepted' } as const;
  await createMessage(thread, { ...accepted, text: 'One', providerMessageId: 'wamid.one' });
  await createMessage(thread, { ...accepted, text: 'Two', providerMessageId: 'wamid.two' });
  const nameless = await createMessage(thread, { ...ours, state: 'sending', text: 'Three' });
  return { ctx, thread, namelessId: nameless.id };
}

function said(
  providerMessageId: string,
  status: InboundStatusEvent['status'],
  seconds: number,
  more: Partial<InboundStatusEvent> = {},
): InboundStatusEvent {
  const occurredAt = new Date(start.getTime() + seconds * 1_000);
  const about = { externalChannelId: 'x', providerMessageId, raw: { status, seconds } };
  return { type: 'status', status, occurredAt, ...about, ...more };
}

/** Repetitions, a later and an earlier word, ids that only another receipt explains, a stranger. */
function story(namelessId: string): InboundStatusEvent[] {
  const unreachable = {
    code: 'recipient_unreachable',
    message: 'Gone.',
    retryable: false,
  } as const;
  return [
    said('wamid.one', 'read', 30),
    said('wamid.one', 'delivered', 20),
    said('wamid.one', 'read', 25),
    said('wamid.one', 'read', 30),
    said('wamid.two', 'failed', 12, { failure: unreachable }),
    said('wamid.three', 'delivered', 40),
    said('wamid.three', 'sent', 10, { clientReference: namelessId }),
    said('wamid.other-try', 'sent', 11, { clientReference: namelessId }),
    said('wamid.stranger', 'delivered', 50, { clientReference: randomUUID() }),
    said('wamid.stranger', 'sent', 45, { clientReference: 'a note of another program' }),
  ];
}

async function outcome({ ctx, thread }: Awaited<ReturnType<typeof openThread>>) {
  return ctx.db(async (tx) => {
    const { text, state, stateAt, providerMessageId, failureText, canRetry } = messages;
    const standings = await tx
      .select({ text, state, stateAt, providerMessageId, failureText, canRetry })
      .from(messages)
      .orderBy(messages.text);
    const { providerMessageId: about, status, occurredAt, failureCode, raw } = receipts;
    const log = await tx
      .select({ about, status, occurredAt, failureCode, raw })
      .from(receipts)
      .orderBy(about, status);
    const paces = await tx
      .select({ unreachableCount: recipientPaces.unreachableCount })
      .from(recipientPaces)
      .where(eq(recipientPaces.conversationId, thread.id));
    return { standings, log, paces };
  });
}

test('receipts that come together do what they do one by one', async () => {
  const [apart, together] = [await openThread(), await openThread()];
  for (const event of story(apart.namelessId)) {
    await recordReceipts(apart.ctx, { id: apart.thread.channelId }, [event]);
  }
  await recordReceipts(together.ctx, { id: together.thread.channelId }, story(together.namelessId));
  const expected = await outcome(apart);
  expect(await outcome(together)).toEqual(expected);
  const at = (seconds: number) => new Date(start.getTime() + seconds * 1_000);
  expect(expected.standings).toMatchObject([
    { text: 'One', state: 'read', stateAt: at(25) },
    { text: 'Three', state: 'delivered', stateAt: at(40), providerMessageId: 'wamid.three' },
    { text: 'Two', state: 'failed', stateAt: at(12), failureText: 'Gone.' },
  ]);
  expect(expected.log).toHaveLength(8);
  expect(expected.paces).toEqual([{ unreachableCount: 1 }]);
});

test('a receipt of a try that was given up does not name the message again', async () => {
  const { ctx, thread, namelessId } = await openThread();
  const say = (...events: InboundStatusEvent[]) =>
    recordReceipts(ctx, { id: thread.channelId }, events);
  const lost = { clientReference: namelessId };
  await say(said('wamid.three', 'failed', 10, lost));
  await ctx.db((tx) =>
    tx
      .update(messages)
      .set({ state: 'sending', providerMessageId: null })
      .where(eq(messages.id, namelessId)),
  );
  await say(said('wamid.three', 'failed', 10, lost), said('wamid.again', 'sent', 60, lost));
  const { standings } = await outcome({ ctx, thread, namelessId });
  expect(standings.find(({ text }) => text === 'Three')).toMatchObject({
    state: 'sent',
    providerMessageId: 'wamid.again',
  });
});
