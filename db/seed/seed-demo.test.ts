import { afterAll, beforeAll, expect, test } from 'vitest';
import { closePool } from '#db/close-pool.ts';
import { forBusiness } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { contacts } from '#db/schema/contacts.ts';
import { attachments } from '#db/schema/attachments.ts';
import { conversations } from '#db/schema/conversations.ts';
import { members } from '#db/schema/members.ts';
import { messages } from '#db/schema/messages.ts';
import { reactions } from '#db/schema/reactions.ts';
import { users } from '#db/schema/users.ts';
import { businesses } from '#db/schema/businesses.ts';
import { seedDemoBusiness } from '#db/seed/seed-demo.ts';
import type { DemoOptions } from '#db/seed/seed-demo.ts';
import { forSystem } from '#db/system.ts';
import { useOwnDatabase } from '#db/testing/database.ts';
import type { TestDatabase } from '#db/testing/database.ts';
import { contentOf, contextOf } from '#server/domain/messages/content-of.ts';

const now = new Date('2026-03-02T12:00:00Z');
const kept: { attachmentId: string; bytes: number }[] = [];
const options: DemoOptions = {
  now,
  passwordHash: 'hash',
  seal: () => 'sealed',
  keepFile: async ({ attachmentId }, { bytes }) => {
    kept.push({ attachmentId, bytes: bytes.length });
    return { storageKey: `demo/${attachmentId}`, thumbnailKey: null };
  },
};
let database: TestDatabase;
let businessId: string;

beforeAll(async () => {
  database = await useOwnDatabase();
  expect(await seedDemoBusiness(options)).toBe(true);
  const [business] = await forSystem((tx) => tx.select().from(businesses));
  businessId = business?.id ?? '';
});

afterAll(async () => {
  await closePool();
  await database.drop();
});

test('the demo business is seeded once', async () => {
  expect(await seedDemoBusiness(options)).toBe(false);
  expect(await forSystem((tx) => tx.select().from(users))).toHaveLength(3);
});

test('it has three members, some forty contacts and sixty days of conversations', async () => {
  const [staff, people, lines] = await forBusiness(businessId, async (tx) => [
    await tx.select().from(members),
    await tx.select().from(contacts),
    await tx.select().from(messages),
  ]);
  expect(staff.map(({ role }) => role).toSorted()).toEqual(['admin', 'agent', 'owner']);
  expect(people.length).toBeGreaterThanOrEqual(40);
  const times = lines.map(({ occurredAt }) => occurredAt.getTime());
  const days = (now.getTime() - Math.min(...times)) / 86_400_000;
  expect(days).toBeGreaterThan(40);
  expect(days).toBeLessThanOrEqual(61);
  expect(Math.max(...times)).toBeLessThanOrEqual(now.getTime());
});

test('one conversation has a message of every kind, with its files and what was put on them', async () => {
  const [lines, files, put] = await forBusiness(businessId, async (tx) => [
    await tx.select().from(messages),
    await tx.select().from(attachments),
    await tx.select().from(reactions),
  ]);
  const rare = lines.filter(({ conversationId }) =>
    lines.some((line) => line.conversationId === conversationId && line.kind === 'order'),
  );
  const kinds = new Set(rare.map(({ kind }) => kind));
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      ...['text', 'image', 'audio', 'document', 'sticker', 'location', 'contacts', 'choice'],
      ...['form', 'order', 'buttons', 'list', 'unsupported'],
    ]),
  );
  for (const line of rare) {
    // What was seeded is of the form that its kind has: nothing falls back to plain text.
    expect(contentOf(line).kind).toBe(line.kind);
    expect(contextOf(line) === null).toBe(line.context === null);
  }
  expect(rare.some(({ editedAt }) => editedAt !== null)).toBe(true);
  expect(rare.some(({ deletedAt }) => deletedAt !== null)).toBe(true);
  expect(new Set(put.map(({ side }) => side))).toEqual(new Set(['contact', 'business']));
  const stored = files.map(({ id, sizeBytes, storageKey }) => ({ id, sizeBytes, storageKey }));
  expect(stored).toHaveLength(kept.length);
  for (const { attachmentId: id, bytes } of kept) {
    expect(stored).toContainEqual({ id, sizeBytes: bytes, storageKey: `demo/${id}` });
  }
});

test('conversations stand in several states, and each shows its own last message', async () => {
  const rows = await forBusiness(businessId, (tx) => tx.select().from(conversations));
  const states = new Set(rows.map(({ lastMessageState }) => lastMessageState));
  expect([...states]).toEqual(
    expect.arrayContaining(['received', 'read', 'delivered', 'sent', 'failed', 'unknown']),
  );
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['open', 'closed']));
  for (const row of rows) {
    const lines = await forBusiness(businessId, (tx) => tx.select().from(messages));
    const newest = lines
      .filter(({ conversationId }) => conversationId === row.id)
      .toSorted((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime())[0];
    expect(row).toMatchObject({
      lastMessageId: newest?.id,
      lastMessageText: newest?.text,
      lastMessageKind: newest?.kind,
    });
  }
});

test('people also write on Instagram, by ids that are no phone numbers, in its own ways', async () => {
  const [connected, writers, lines, talks] = await forBusiness(businessId, async (tx) => [
    await tx.select().from(channels),
    await tx.select().from(contacts),
    await tx.select().from(messages),
    await tx.select().from(conversations),
  ]);
  const channel = connected.find(({ kind }) => kind === 'instagram');
  const theirs = talks.filter(({ channelId }) => channelId === channel?.id);
  expect(theirs).toHaveLength(4);
  const people = writers.filter(({ id }) => theirs.some(({ contactId }) => contactId === id));
  expect(people.map(({ phone }) => phone)).toEqual([null, null, null, null]);
  const said = lines.filter(({ channelId }) => channelId === channel?.id);
  const kinds = new Set(said.map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(['text', 'story', 'choice', 'buttons', 'share']));
  for (const line of said) {
    expect(contentOf(line).kind).toBe(line.kind);
    expect(contextOf(line) === null).toBe(line.context === null);
  }
  const heardAt = said.filter(({ direction }) => direction === 'inbound');
  const newest = Math.max(...heardAt.map(({ occurredAt }) => occurredAt.getTime()));
  expect(channel).toMatchObject({
    lastEventAt: new Date(newest),
    tokenExpiresAt: new Date(now.getTime() + 60 * 86_400_000),
  });
});
