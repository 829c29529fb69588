import { sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import type { SendResult } from '#server/channels/types.ts';
import { sendBatches } from '#server/domain/campaigns/send-batches.ts';
import {
  allMessages,
  channelId,
  ctx,
  launched,
  noon,
  prepareBulkSends,
  progressOf,
  references,
  refusedWith,
  stateOf,
} from '#tests/setup/bulk-send.ts';

beforeEach(prepareBulkSends);

const aMinute = 60_000;
/** More than one batch, and no more than their number may send at once. */
const count = 620;

/** All made in one statement. */
async function launchedToMany() {
  await ctx.db((tx) =>
    tx.execute(sql`
      with numbers as materialized (
        select uuidv7() as contact_id, (551190000000 + n)::text as address
        from generate_series(1, ${count}::int) n
      ), made as (
        insert into contacts (business_id, id, name, phone)
        select ${ctx.businessId}, contact_id, 'Guest', '+' || address from numbers
      )
      insert into conversations (business_id, channel_id, contact_id, address, last_inbound_at)
      select ${ctx.businessId}, ${channelId}, contact_id, address, ${noon.toISOString()}::timestamptz
      from numbers`),
  );
  return launched();
}

/** The first call of all is answered only when everybody has been claimed. */
function answerFirstWhenAllAreClaimed(answer: () => SendResult) {
  ctx.answerNextSend(async () => {
    await expect.poll(countMessages, { timeout: 15_000 }).toBe(count);
    return answer();
  });
}

async function countMessages(): Promise<number> {
  return (await allMessages()).length;
}

test('the next batch is claimed while one is being sent, and each person is written to once', async () => {
  const campaignId = await launchedToMany();
  answerFirstWhenAllAreClaimed(() => ({ ok: true, providerMessageId: 'wamid.first' }));
  expect(await sendBatches(ctx, { campaignId }, aMinute)).toMatchObject({
    kind: 'over',
    tally: { accepted: count, putOff: 0 },
  });
  expect(references()).toHaveLength(count);
  expect(new Set(references()).size).toBe(count);
  expect(await progressOf(campaignId)).toMatchObject({ byState: { sent: count, sending: 0 } });
});

test('what stops a batch keeps back the one that was claimed after it', async () => {
  const campaignId = await launchedToMany();
  answerFirstWhenAllAreClaimed(refusedWith('credentials_invalid'));
  expect(await sendBatches(ctx, { campaignId }, aMinute)).toMatchObject({
    kind: 'over',
    tally: { accepted: 499, putOff: 1 },
  });
  expect(references()).toHaveLength(500);
  expect(await stateOf(campaignId)).toBe('paused');
  expect(await progressOf(campaignId)).toMatchObject({
    byState: { sent: 499, waiting: count - 499, sending: 0 },
  });
  expect(await allMessages()).toHaveLength(500);
});

test('a fault in a call leaves nothing claimed but its own message', async () => {
  const campaignId = await launchedToMany();
  answerFirstWhenAllAreClaimed(() => {
    throw new Error('the process is gone');
  });
  await expect(sendBatches(ctx, { campaignId }, aMinute)).rejects.toThrow('the process is gone');
  expect(await progressOf(campaignId)).toMatchObject({
    byState: { sent: 499, waiting: count - 500, sending: 1 },
  });
});

test('no batch is claimed that could not be sent in the time that is left', async () => {
  const campaignId = await launchedToMany();
  expect(await sendBatches(ctx, { campaignId }, 0)).toMatchObject({ kind: 'sent', count: 500 });
  expect(await allMessages()).toHaveLength(500);
});
