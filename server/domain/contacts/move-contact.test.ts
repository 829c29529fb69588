import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { isPassingFault } from '#db/passing-fault.ts';
import { activities } from '#db/schema/activities.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import type { InboundMoveEvent, InboundSender } from '#server/channels/events.ts';
import { recordPreference } from '#server/domain/contacts/record-preference.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { receiveMove } from '#server/domain/messages/receive-move.ts';
import { testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const noon = new Date('2026-03-02T12:00:00Z');
const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const [old, next, third] = ['919820000001', '919820000002', '919820000003'];

let ctx: TestContext;
let channel: Awaited<ReturnType<typeof createChannel>>;
beforeEach(async () => {
  const { id } = await createBusiness();
  ctx = testContext({ businessId: id, now: noon });
  channel = await createChannel(id);
});

const write = (from: InboundSender, minutes: number) => () =>
  receiveMessage(ctx, channel, {
    type: 'message',
    externalChannelId: 'x',
    providerMessageId: `wamid.${randomUUID()}`,
    from,
    occurredAt: after(minutes),
    content: { kind: 'text', text: 'Hello' },
    opensReplyWindow: true,
    raw: {},
  });

function move(from: InboundSender, to: InboundSender, minutes: number) {
  const event: InboundMoveEvent = {
    type: 'move',
    externalChannelId: 'x',
    from,
    to,
    ...(to.address !== null && {
      notice: { providerMessageId: `wamid.${randomUUID()}`, text: 'Their number changed.' },
    }),
    occurredAt: after(minutes),
    raw: {},
  };
  return () => receiveMove(ctx, channel, event);
}

const by = (address: string): InboundSender => ({ address });
/** Somebody who writes, and then changes their number twice. */
const chain = () => ({
  write: write(by(old), 1),
  move: move(by(old), by(next), 2),
  'move again': move(by(next), by(third), 3),
});

const id = (providerUserId: string): InboundSender => ({ address: null, providerUserId });

async function read() {
  return ctx.db(async (tx) => ({
    people: await tx.select().from(contacts),
    threads: await tx.select().from(conversations),
    identities: await tx.select().from(contactIdentities).orderBy(contactIdentities.address),
    kinds: (await tx.select().from(activities)).map(({ kind }) => kind).toSorted(),
    notices: await tx.select().from(messages).where(eq(messages.kind, 'notice')),
    words: await tx.select().from(messages).where(eq(messages.kind, 'text')),
    paces: await tx.select().from(recipientPaces),
  }));
}

/** As a job does that met another one at the same rows. */
async function untilItPasses(apply: () => Promise<unknown>): Promise<void> {
  try {
    await apply();
  } catch (error) {
    if (!isPassingFault(error)) throw error;
    await untilItPasses(apply);
  }
}

/** Every order of a few. */
function ordersOf<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((first, at) =>
    ordersOf(items.toSpliced(at, 1)).map((rest) => [first, ...rest]),
  );
}

describe('one person stays one person', () => {
  test('who changes their number is answered at the new one, and the thread says so', async () => {
    await write(by(old), 1)();
    const again = move(by(old), by(next), 2);
    await again();
    await again();
    const { identities, kinds, notices, people, threads } = await read();
    expect(people).toMatchObject([{ phone: `+${next}` }]);
    expect(threads).toMatchObject([{ address: next }]);
    expect(identities.map(({ address }) => address)).toEqual([old, next]);
    expect(notices).toMatchObject([{ author: 'system', text: 'Their number changed.' }]);
    expect(kinds.filter((kind) => kind === 'contact.moved')).toHaveLength(1);
  });

  test.each(ordersOf(['write', 'move', 'move again'] as const).map((order) => [order]))(
    'in the order %j',
    async (order) => {
      for (const name of order) await chain()[name]();
      const { people, threads, kinds } = await read();
      expect(people).toMatchObject([{ phone: `+${third}` }]);
      expect(threads).toMatchObject([{ address: third }]);
      expect(kinds.filter((kind) => kind === 'contact.moved')).toHaveLength(2);
      expect(kinds).not.toContain('contact.move_conflicted');
    },
  );

  const rotation = () => [
    write(id('BR.1'), 1),
    move(id('BR.1'), id('BR.2'), 2),
    write(id('BR.2'), 3),
    write({ address: third, providerUserId: 'BR.2', username: 'asha' }, 4),
  ];

  test.each(ordersOf([0, 1, 2, 3]).map((order) => [order]))(
    'who writes from before and after their id changed, in the order %j',
    async (order) => {
      const events = rotation();
      for (const at of order) await events[at]?.();
      const { people, threads, words } = await read();
      expect(people).toMatchObject([{ phone: `+${third}`, username: 'asha' }]);
      expect(threads).toMatchObject([{ address: third, unreadCount: 3, lastInboundAt: after(4) }]);
      expect(words.map(({ conversationId }) => conversationId)).toEqual(
        Array.from({ length: 3 }, () => threads[0]?.id),
      );
    },
  );

  test('who is known by an id alone is answered at the id that it became', async () => {
    for (const events of ordersOf([write(id('BR.1'), 1), move(id('BR.1'), id('BR.2'), 2)])) {
      const business = await createBusiness();
      ctx = testContext({ businessId: business.id, now: noon });
      channel = await createChannel(business.id);
      for (const apply of events) await apply();
      const { people, threads } = await read();
      expect(people).toHaveLength(1);
      expect(threads).toMatchObject([{ address: 'BR.2' }]);
    }
  });

  test('whose number is spelled in two ways is answered in the one they wrote in last', async () => {
    const [official, short] = ['5531987654321', '553187654321'];
    for (const apply of [write(by(short), 3), write(by(official), 1), write(by(short), 2)]) {
      await apply();
    }
    const { people, threads } = await read();
    expect(people).toMatchObject([{ phone: `+${official}` }]);
    expect(threads).toMatchObject([{ address: short }]);
  });

  test('a new number that is somebody else’s here stays theirs, and an activity says it', async () => {
    await write(by(old), 1)();
    await write(by(next), 1)();
    const again = move(by(old), by(next), 2);
    await again();
    await again();
    const { people, threads, kinds } = await read();
    expect(people).toHaveLength(2);
    expect(threads.map(({ address }) => address).toSorted()).toEqual([old, next]);
    expect(kinds.filter((kind) => kind === 'contact.move_conflicted')).toHaveLength(1);
  });
});

describe('two who turn out to be one', () => {
  const both = { address: old, providerUserId: 'BR.1' };

  test('have all that either had: the earliest ad, the latest word on marketing, the newest message', async () => {
    await write(by(old), 5)();
    await write(id('BR.1'), 3)();
    await recordPreference(ctx, channel, {
      type: 'preference',
      externalChannelId: 'x',
      from: id('BR.1'),
      wantsMarketing: false,
      occurredAt: after(4),
      raw: {},
    });
    expect((await read()).people).toHaveLength(2);
    await write(both, 4)();
    const { identities, kinds, paces, people, threads } = await read();
    expect(people).toMatchObject([{ phone: `+${old}` }]);
    expect(identities.map(({ address }) => address)).toEqual([old, 'BR.1']);
    expect(threads).toMatchObject([{ unreadCount: 3, lastMessageAt: after(5), address: old }]);
    expect(paces).toMatchObject([{ marketingStoppedAt: after(4) }]);
    expect(kinds.filter((kind) => kind === 'contact.merged')).toHaveLength(1);
  });

  test('are one also when many tell it at once', async () => {
    await write(by(old), 1)();
    await write(id('BR.1'), 2)();
    const many = [both, by(old), id('BR.1'), both, by(old), id('BR.1')];
    await Promise.all(many.map((from, at) => untilItPasses(write(from, 10 + at))));
    const { people, threads, words } = await read();
    expect(people).toHaveLength(1);
    expect(threads).toMatchObject([{ unreadCount: 8 }]);
    expect(words).toHaveLength(8);
  });

  test('are one where the number first came with the id of all their accounts alone', async () => {
    const all = { address: old, parentUserId: 'BR.ENT.1' };
    await write(all, 1)();
    await write(id('BR.1'), 2)();
    await write({ ...all, providerUserId: 'BR.1' }, 3)();
    const { people, threads } = await read();
    expect(people).toHaveLength(1);
    expect(threads).toMatchObject([{ address: old, unreadCount: 3 }]);
  });

  test('are not, where a member has named whom the number belongs to', async () => {
    await write(by(next), 3)();
    await ctx.db((tx) => tx.update(contacts).set({ name: 'Om', nameSource: 'member' }));
    await write(by(old), 1)();
    await move(by(old), by(next), 2)();
    const { people, kinds } = await read();
    expect(people).toHaveLength(2);
    expect(kinds).toContain('contact.move_conflicted');
  });
});

describe('a number that has changed hands', () => {
  const first = { address: old, providerUserId: 'BR.1' };
  const second = { address: old, providerUserId: 'BR.2' };
  const handover = () => [write(first, 1), write(id('BR.2'), 2), write(second, 3)];

  const threadOf = async (lastMessageAt: Date) =>
    (await read()).threads.find((row) => row.lastMessageAt.getTime() === lastMessageAt.getTime());

  test.each(ordersOf([0, 1, 2]).map((order) => [order]))(
    'is of who wrote from it last, and the other is answered at their own id, in the order %j',
    async (order) => {
      const events = handover();
      for (const at of order) await events[at]?.();
      const { identities, kinds, people, words } = await read();
      const [before, now] = [await threadOf(after(1)), await threadOf(after(3))];
      expect(before).toMatchObject({ address: 'BR.1', addressAt: after(1), unreadCount: 1 });
      expect(now).toMatchObject({ address: old, addressAt: after(3), unreadCount: 2 });
      expect(words.map(({ conversationId }) => conversationId).toSorted()).toEqual(
        [before?.id, now?.id, now?.id].toSorted(),
      );
      expect(identities).toMatchObject([
        { address: old, contactId: now?.contactId, toldWith: 'BR.2' },
        { address: 'BR.1', contactId: before?.contactId },
        { address: 'BR.2', contactId: now?.contactId },
      ]);
      const phoneOf = (contactId?: string) => people.find((one) => one.id === contactId)?.phone;
      expect(phoneOf(before?.contactId)).toBeNull();
      expect(phoneOf(now?.contactId)).toBe(`+${old}`);
      expect(kinds.filter((kind) => kind === 'contact.number_used_by_another')).toHaveLength(1);
    },
  );

  test.each(ordersOf([0, 2]).map((order) => [order]))(
    'brings no stranger into the old thread who was never seen before, in the order %j',
    async (order) => {
      const events = handover();
      for (const at of order) await events[at]?.();
      expect((await read()).people).toHaveLength(2);
      expect(await threadOf(after(1))).toMatchObject({ address: 'BR.1' });
      expect(await threadOf(after(3))).toMatchObject({ address: old });
      await write(by(old), 4)();
      expect(await threadOf(after(4))).toMatchObject({ address: old, unreadCount: 2 });
    },
  );

  test('and comes back is theirs again', async () => {
    for (const apply of handover()) await apply();
    await write(first, 5)();
    const { people, threads } = await read();
    expect(people.map(({ phone }) => phone).toSorted()).toEqual([`+${old}`, null]);
    expect(threads.map(({ address }) => address).toSorted()).toEqual([old, 'BR.2']);
    expect(await threadOf(after(5))).toMatchObject({ address: old, unreadCount: 2 });
  });

  test.each(ordersOf([0, 1, 2]).map((order) => [order]))(
    'has not, where the id of one person became another one, in the order %j',
    async (order) => {
      const events = [write(first, 1), move(id('BR.1'), id('BR.2'), 2), write(second, 3)];
      for (const at of order) await events[at]?.();
      const { identities, people, threads } = await read();
      expect(people).toMatchObject([{ phone: `+${old}` }]);
      expect(threads).toMatchObject([{ address: old, unreadCount: 2 }]);
      expect(identities[0]).toMatchObject({ address: old, toldWith: 'BR.2' });
    },
  );

  test.each(ordersOf([0, 1, 2]).map((order) => [order]))(
    'is not one that a person went to, who has a new id there, in the order %j',
    async (order) => {
      const events = [
        write(first, 1),
        move(by(old), by(next), 2),
        write({ address: next, providerUserId: 'BR.2' }, 3),
      ];
      for (const at of order) await events[at]?.();
      const { people, threads } = await read();
      expect(people).toMatchObject([{ phone: `+${next}` }]);
      expect(threads).toMatchObject([{ address: next, unreadCount: 2 }]);
    },
  );

  test('is left by nobody else: who went on from it before leaves the other one there', async () => {
    for (const apply of handover()) await apply();
    await move(first, { address: next, providerUserId: 'BR.3' }, 2)();
    await write(by(old), 1)();
    expect(await threadOf(after(3))).toMatchObject({ address: old, unreadCount: 3 });
    expect((await read()).threads.map(({ address }) => address).toSorted()).toEqual([old, next]);
  });
});

describe('whether a person wants marketing', () => {
  const say = (wantsMarketing: boolean, minutes: number) => () =>
    recordPreference(ctx, channel, {
      type: 'preference',
      externalChannelId: 'x',
      from: by(old),
      wantsMarketing,
      occurredAt: after(minutes),
      raw: {},
    });

  test('is what they said last by the provider’s clock, also before they ever wrote', async () => {
    await say(true, 5)();
    await say(false, 3)();
    expect((await read()).paces).toMatchObject([{ marketingStoppedAt: null }]);
    await say(false, 7)();
    await write(by(old), 1)();
    const { kinds, paces, people, threads } = await read();
    expect(paces).toMatchObject([{ marketingStoppedAt: after(7) }]);
    expect(people).toHaveLength(1);
    expect(threads).toMatchObject([{ status: 'open', unreadCount: 1 }]);
    expect(kinds).toEqual([
      'contact.created',
      'contact.marketing_resumed',
      'contact.marketing_stopped',
      'contact.marketing_stopped',
    ]);
  });

  test('is kept on the thread that theirs becomes while it is being kept', async () => {
    await write(by(old), 1)();
    await write(id('BR.1'), 2)();
    let calls = 0;
    // Between the finding of the thread and the keeping of the wish on it.
    const db: TestContext['db'] = async (work) => {
      calls += 1;
      if (calls === 2) await write({ address: old, providerUserId: 'BR.1' }, 3)();
      return ctx.db(work);
    };
    for (const from of [by(old), id('BR.1')]) {
      await recordPreference({ ...ctx, db }, channel, {
        type: 'preference',
        externalChannelId: 'x',
        from,
        wantsMarketing: false,
        occurredAt: after(4),
        raw: {},
      });
    }
    const { paces, threads } = await read();
    expect(threads).toHaveLength(1);
    expect(paces).toMatchObject([{ conversationId: threads[0]?.id, marketingStoppedAt: after(4) }]);
  });
});
