import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import { createInvalidator, isStale, staleAfter } from '#components/realtime/invalidate.ts';
import { realtimeEventSchema } from '#server/realtime/events.ts';
import type { RealtimeChange, RealtimeEvent } from '#server/realtime/events.ts';
import { appRouter } from '#server/trpc/root.ts';

const conversationId = 'a0000000-0000-4000-8000-000000000001';
const other = 'a0000000-0000-4000-8000-000000000002';
const change: RealtimeChange = {
  id: 'c',
  name: 'message.created',
  ids: { conversationId, messageId: 'm' },
};

function key(path: string, input?: object) {
  return [path.split('.'), input === undefined ? { type: 'query' } : { input, type: 'query' }];
}

function isMadeStale(event: RealtimeEvent, queryKey: unknown[]): boolean {
  return staleAfter(event).some((stale) => isStale(queryKey, stale));
}

/** A query on screen whose fetches are answered by hand. */
function onScreen(client: QueryClient, queryKey: unknown[]) {
  const answers: (() => void)[] = [];
  const queryFn = () => new Promise((resolve) => answers.push(() => resolve(answers.length)));
  const observer = new QueryObserver(client, { queryKey, queryFn });
  observer.subscribe(() => undefined);
  return {
    fetches: () => answers.length,
    answer: async () => {
      answers.at(-1)?.();
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

describe('what a change makes stale', () => {
  test.each([
    ['the messages of its conversation', key('messages.list', { conversationId }), true],
    [
      'the messages of another conversation',
      key('messages.list', { conversationId: other }),
      false,
    ],
    ['the list of conversations', key('conversations.list', { status: 'open' }), true],
    ['the counts', key('conversations.counts'), true],
    ['its own conversation', key('conversations.get', { conversationId }), true],
    ['another conversation', key('conversations.get', { conversationId: other }), false],
    ['the profile of the business', key('businesses.current'), false],
    ['a query of something else', ['theme'], false],
  ])('for a message: %s', (_what, queryKey, expected) => {
    expect(isMadeStale(change, queryKey)).toBe(expected);
  });

  test('is named after routers that exist, for every event there is', () => {
    const routers = new Set(Object.keys(appRouter._def.record));
    const ids = {
      conversationId,
      messageId: other,
      contactId: other,
      memberId: other,
      campaignId: other,
    };
    const names = realtimeEventSchema.options.flatMap(({ shape }) =>
      shape.name.def.type === 'enum' ? Object.keys(shape.name.def.entries) : shape.name.def.values,
    );
    expect(names).toContain('member.updated');
    for (const name of names) {
      const stale = staleAfter(realtimeEventSchema.parse({ name, ids }));
      expect(stale.length).toBeGreaterThan(0);
      expect(stale.map(({ router }) => router).filter((router) => !routers.has(router))).toEqual(
        [],
      );
    }
  });
});

describe('refetching', () => {
  test('a burst is one round now and one after it, and a round is never cut short', async () => {
    const client = new QueryClient();
    const list = onScreen(client, key('conversations.list', {}));
    const elsewhere = onScreen(client, key('businesses.current'));
    await list.answer();
    await elsewhere.answer();
    const invalidator = createInvalidator(client);
    for (let count = 0; count < 50; count += 1) invalidator.changed([change]);
    expect(list.fetches()).toBe(2);
    await list.answer();
    expect(list.fetches()).toBe(3);
    await list.answer();
    expect(list.fetches()).toBe(3);
    expect(elsewhere.fetches()).toBe(1);
  });

  test('everything is refetched when nobody can say what changed', async () => {
    const client = new QueryClient();
    const elsewhere = onScreen(client, key('businesses.current'));
    await elsewhere.answer();
    createInvalidator(client).everything();
    expect(elsewhere.fetches()).toBe(2);
  });
});
