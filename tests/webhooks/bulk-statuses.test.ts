import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { recipients } from '#db/schema/campaigns.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboundStatusEvent } from '#server/channels/events.ts';
import { parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import {
  channelId,
  ctx,
  launched,
  noon,
  people,
  prepareBulkSends,
  sendAll,
} from '#tests/setup/bulk-send.ts';
import { change, envelope } from '#tests/setup/webhooks.ts';
import { seeded } from '#tests/webhooks/seeded.ts';

beforeEach(prepareBulkSends);

const details = 'This person takes no such messages.';

/** What Meta says of each, and where its recipient ends: what arrived was sent, whatever failed before. */
const courses: [told: string[], recipient: string, message: string][] = [
  [['sent', 'delivered', 'read'], 'sent', 'read'],
  [['sent', 'failed'], 'failed', 'failed'],
  [['failed', 'delivered'], 'sent', 'delivered'],
  [['read', 'played', 'something new'], 'sent', 'read'],
  [['warning'], 'sent', 'accepted'],
  [['failed', 'failed'], 'failed', 'failed'],
  [['delivered', 'failed', 'sent', 'read'], 'sent', 'read'],
];

function eventsOf(id: string, told: readonly string[], apart: number): InboundStatusEvent[] {
  const begin = noon.getTime() / 1_000;
  const error = { code: 131026, title: 'Message undeliverable', error_data: { details } };
  const statuses = told.map((status, place) => ({
    id,
    status,
    timestamp: String(begin + 1 + place * apart),
    ...(status === 'failed' && { errors: [error] }),
  }));
  return parseWebhook(envelope(change({ externalId: '1' }, { statuses }))).filter(
    (event) => event.type === 'status',
  );
}

test.each([
  ['all before their answers', 1, 'before'],
  ['all after them', 1, 'after'],
  ['some before, within one second', 0, 'some'],
])('statuses of a bulk send, %s, end where they should', async (_name, apart, when) => {
  const chance = seeded(20_260_302 + apart);
  await people(courses.length);
  const late: InboundStatusEvent[] = [];
  const about = new Map<string, (typeof courses)[number]>();
  for (const [number, course] of courses.entries()) {
    ctx.answerNextSend(async ({ clientReference }) => {
      const id = `wamid.bulk.${when}.${String(number)}`;
      about.set(clientReference, course);
      const events = chance.shuffle(eventsOf(id, course[0], apart));
      const early = when === 'after' ? 0 : when === 'before' ? events.length : chance.below(3);
      await recordReceipts(ctx, { id: channelId }, events.slice(0, early));
      late.push(...events.slice(early));
      return { ok: true, providerMessageId: id };
    });
  }
  const campaignId = await launched();
  await sendAll(campaignId);
  await recordReceipts(ctx, { id: channelId }, chance.shuffle([...late, ...late]));
  const rows = await ctx.db((tx) =>
    tx
      .select({ recipient: recipients, message: messages })
      .from(recipients)
      .innerJoin(messages, eq(messages.id, recipients.id)),
  );
  expect(rows).toHaveLength(courses.length);
  for (const { recipient, message } of rows) {
    const [told, recipientState, messageState] = about.get(message.id) ?? [];
    expect({ told, recipient: recipient.state, message: message.state }).toEqual({
      told,
      recipient: recipientState,
      message: messageState,
    });
    const isFailed = messageState === 'failed';
    expect(message.failureDetail).toBe(isFailed ? `${details} (131026)` : null);
    expect(recipient.reason).toBe(isFailed ? 'recipient_unreachable' : null);
  }
});
