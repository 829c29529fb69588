import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { messages } from '#db/schema/messages.ts';
import { createBusiness, createConversation, createMessage } from '#db/testing/factories.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';
import { parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { change, envelope } from '#tests/setup/webhooks.ts';
import { testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const words = [
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'warning',
  'deleted',
  'something new',
];

let ctx: TestContext;
let thread: Awaited<ReturnType<typeof createConversation>>;
beforeAll(async () => {
  const { id } = await createBusiness();
  ctx = testContext({ businessId: id, now: noon });
  thread = await createConversation(id, { lastInboundAt: noon });
});

/** As Meta tells them, the first a second after noon, each a second after the one before. */
function eventsOf(id: string, statuses: readonly string[]): InboundStatusEvent[] {
  const begin = noon.getTime() / 1_000;
  const items = statuses.map((status, place) => ({
    id,
    status,
    timestamp: String(begin + 1 + place),
    recipient_id: thread.address,
    ...(status === 'failed' && { errors: [{ code: 131053, title: 'Media upload error' }] }),
  }));
  const read = parseWebhook(envelope(change({ externalId: '1' }, { statuses: items })));
  expect(read.filter(({ type }) => type === 'rejected')).toEqual([]);
  return read.filter((event) => event.type === 'status');
}

/** Where a message must end, whatever came when: what it reached, or that it failed, or as it was. */
function endOf(statuses: readonly string[]): string {
  const has = (...some: string[]) => some.some((one) => statuses.includes(one));
  if (has('read', 'played')) return 'read';
  if (has('delivered')) return 'delivered';
  if (has('failed')) return 'failed';
  return has('sent') ? 'sent' : 'accepted';
}

const stories = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).chain((told) =>
  fc.record({
    told: fc.constant(told),
    order: fc.shuffledSubarray([...told.keys()], { minLength: told.length }),
    beforeAnswer: fc.nat({ max: told.length }),
  }),
);

test('statuses in every order, also before our call is answered, end where they should', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async ({ told, order, beforeAnswer }) => {
      const id = `wamid.${randomUUID()}`;
      const message = await createMessage(thread, { direction: 'outbound', occurredAt: noon });
      const events = order.flatMap((place) =>
        eventsOf(id, told).filter(
          ({ occurredAt }) => occurredAt.getTime() === noon.getTime() + 1_000 * (place + 1),
        ),
      );
      const tell = async (some: readonly InboundStatusEvent[]) => {
        for (const event of some) await recordReceipts(ctx, { id: thread.channelId }, [event]);
      };
      ctx.answerNextSend(async () => {
        await tell(events.slice(0, beforeAnswer));
        return { ok: true, providerMessageId: id };
      });
      ctx.setNow(new Date(ctx.now().getTime() + 60_000));
      await sendMessage(ctx, { messageId: message.id });
      await tell(events.slice(beforeAnswer));
      const [row] = await ctx.db((tx) =>
        tx.select().from(messages).where(eq(messages.id, message.id)),
      );
      const end = endOf(told);
      expect(row).toMatchObject({
        state: end,
        failureText: end === 'failed' ? (expect.any(String) as string) : null,
      });
    }),
    { numRuns: 60 },
  );
});
