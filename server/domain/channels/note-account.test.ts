import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { channels } from '#db/schema/channels.ts';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import type { InboundAccountEvent } from '#server/channels/events.ts';
import { noteAccount } from '#server/domain/channels/note-account.ts';
import { resumeChannel } from '#server/domain/channels/resume-channel.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = Date.parse('2026-03-02T12:00:00Z');

let ctx: TestContext;
let channelId: string;
beforeEach(async () => {
  const { id } = await createBusiness();
  ctx = testContext({ businessId: id });
  channelId = (await createChannel(id, { displayAddress: '+55 11 90000-0000' })).id;
});

const tell =
  (change: InboundAccountEvent['change'], minutes: number, more: object = {}) =>
  () =>
    noteAccount(ctx, channelId, {
      type: 'account',
      externalAccountId: '1',
      change,
      sentence: `${change.what} at ${String(minutes)}.`,
      occurredAt: new Date(noon + minutes * 60_000),
      raw: {},
      ...more,
    });

async function warning() {
  const [row] = await ctx.db((tx) => tx.select().from(channels).where(eq(channels.id, channelId)));
  return row?.statusReason;
}

const restricted = tell({ what: 'restricted' }, 1);
const restored = tell({ what: 'restored' }, 2);
const low = tell({ what: 'quality', quality: 'low' }, 3);
const better = tell({ what: 'quality', quality: 'medium' }, 4);

test.each([
  ['a restriction', [restricted, restored]],
  ['a restriction that is told of late', [restored, restricted]],
  ['a bad rating', [low, better]],
  ['a bad rating that is told of late', [better, low]],
  ['a restriction told twice', [restricted, restored, restricted, restored]],
])('%s is warned of until the provider takes it back, and no longer', async (_name, told) => {
  for (const apply of told) await apply();
  expect(await warning()).toBeNull();
});

test('what is not taken back is warned of, whatever else has become better', async () => {
  await restricted();
  await better();
  expect(await warning()).toBe('restricted at 1.');
  await restored();
  await tell({ what: 'restricted' }, 9)();
  expect(await warning()).toBe('restricted at 9.');
});

test('what is told while another warning stands is warned of when that one is over', async () => {
  await low();
  await tell({ what: 'restricted' }, 4)();
  expect(await warning()).toBe('quality at 3.');
  await tell({ what: 'quality', quality: 'medium' }, 5)();
  expect(await warning()).toBe('restricted at 4.');
  await tell({ what: 'restored' }, 6)();
  expect(await warning()).toBeNull();
});

test('what an admin has seen to does not come up again', async () => {
  await restricted();
  const admin = actorOf(await createMember(ctx.businessId, { role: 'admin' }));
  await resumeChannel(testContext({ businessId: ctx.businessId, actor: admin }), { channelId });
  await low();
  await better();
  expect(await warning()).toBeNull();
});

test('a warning that an admin has for another reason stays', async () => {
  await ctx.db((tx) => tx.update(channels).set({ statusReason: 'Not paid.' }));
  await restricted();
  await restored();
  expect(await warning()).toBe('Not paid.');
});

test('of an account with several numbers only the one that is meant hears it', async () => {
  await tell({ what: 'restricted' }, 1, { displayAddress: '5511911111111' })();
  expect(await warning()).toBeNull();
});
