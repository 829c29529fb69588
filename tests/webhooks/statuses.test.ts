import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { messages } from '#db/schema/messages.ts';
import { createBusiness, createConversation, createMessage } from '#db/testing/factories.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';
import { parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';
import { standingAfter } from '#server/domain/messages/transitions.ts';
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

const details = 'The file could not be read.';

/** As Meta tells them, the first a second after noon, each so many seconds after the one before. */
function eventsOf(id: string, statuses: readonly string[], apart: number): InboundStatusEvent[] {
  const begin = noon.getTime() / 1_000;
  const error = { code: 131053, title: 'Media upload error', error_data: { details } };
  const items = statuses.map((status, place) => ({
    id,
    status,
    timestamp: String(begin + 1 + place * apart),
    recipient_id: '919820044121',
    ...(status === 'failed' && { errors: [error] }),
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

test.each([0, 1])(
  'every order of all six, %i seconds apart, ends at read since it was first told',
  (apart) => {
    const all = ['sent', 'delivered', 'read', 'played', 'failed', 'something new'];
    const accepted = { state: 'accepted', stateAt: noon } as const;
    const ends = ordersOf(all).map((order) => {
      const receipts = eventsOf('wamid.one', all, apart);
      const told = order.flatMap((word) => receipts.filter(({ raw }) => wordOf(raw) === word));
      return standingAfter(accepted, told);
    });
    expect(ends).toHaveLength(720);
    const readAt = new Date(noon.getTime() + 1_000 * (1 + 2 * apart));
    expect(new Set(ends.map((end) => JSON.stringify(end)))).toEqual(
      new Set([JSON.stringify({ state: 'read', stateAt: readAt })]),
    );
  },
);

const wordOf = (raw: unknown) => (raw as { status: string }).status;

/** Every order of a few. */
function ordersOf<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((first, at) =>
    ordersOf(items.toSpliced(at, 1)).map((rest) => [first, ...rest]),
  );
}

const stories = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).chain((told) =>
  fc.record({
    told: fc.constant(told),
    order: fc.shuffledSubarray([...told.keys()], { minLength: told.length }),
    apart: fc.constantFrom(0, 1),
    beforeAnswer: fc.nat({ max: told.length }),
  }),
);

test('statuses in every order, also before our call is answered, end where they should', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async ({ told, order, apart, beforeAnswer }) => {
      const id = `wamid.${randomUUID()}`;
      const message = await createMessage(thread, { direction: 'outbound', occurredAt: noon });
      const words = order.flatMap((place) => told[place] ?? []);
      const receipts = eventsOf(id, told, apart);
      const events = words.flatMap((word) => receipts.filter(({ raw }) => wordOf(raw) === word));
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
        failureDetail: end === 'failed' ? `${details} (131053)` : null,
      });
    }),
    { numRuns: 60 },
  );
});
