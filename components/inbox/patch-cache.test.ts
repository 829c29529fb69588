import { describe, expect, it } from 'vitest';
import type { InboxFilter } from '#components/inbox/inbox-address.ts';
import { patchList, rowsOf, stillClosing } from '#components/inbox/patch-list.ts';
import { messagesOf, patchThread } from '#components/inbox/patch-thread.ts';
import type { ListedConversation, ThreadMessage } from '#components/inbox/types.ts';

const me = 'member-1';
const all: InboxFilter = { status: 'open', view: 'all', search: '' };

// Only what the patch looks at; a whole row has twenty fields that mean nothing to it.
const row = (id: string, minute: number, changes: Partial<ListedConversation> = {}) =>
  ({
    id,
    status: 'open',
    assigneeId: null,
    unreadCount: 0,
    lastMessageAt: new Date(minute * 60_000),
    ...changes,
  }) as ListedConversation;

const list = (...pages: ListedConversation[][]) => ({
  pageParams: pages.map(() => null),
  pages: pages.map((conversations, index) => {
    const last = conversations.at(-1);
    const isEnd = index === pages.length - 1 && conversations.length < 2;
    return {
      conversations,
      nextCursor: isEnd || last === undefined ? null : { at: last.lastMessageAt, id: last.id },
    };
  }),
});

const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).join('');

describe('one conversation changes in a loaded list', () => {
  it('comes to the top when it has the newest message', () => {
    const before = list([row('a', 9), row('b', 8)], [row('c', 1)]);
    expect(ids(rowsOf(patchList(before, all, row('c', 10), me), 'all'))).toBe('cab');
  });

  it('is there when it is new', () => {
    expect(ids(rowsOf(patchList(list([row('a', 9)]), all, row('n', 10), me), 'all'))).toBe('na');
  });

  it('stays away when its page is not loaded', () => {
    const before = list([row('a', 9), row('b', 8)]);
    expect(ids(rowsOf(patchList(before, all, row('old', 1), me), 'all'))).toBe('ab');
  });

  it('stays when the last row of a page changes and not its time', () => {
    const before = list([row('a', 9), row('b', 8)]);
    const after = rowsOf(patchList(before, all, row('b', 8, { unreadCount: 3 }), me), 'all');
    expect(ids(after)).toBe('ab');
    expect(after[1]?.unreadCount).toBe(3);
  });

  it('leaves the open list when it is closed, and my list when it is given away', () => {
    const before = list([row('a', 9), row('b', 8)]);
    expect(ids(rowsOf(patchList(before, all, row('a', 9, { status: 'closed' }), me), 'all'))).toBe(
      'b',
    );
    const mine = { ...all, view: 'mine' } as const;
    const given = row('a', 9, { assigneeId: 'member-2' });
    expect(ids(rowsOf(patchList(before, mine, given, me), 'all'))).toBe('b');
  });

  it('does not enter the result of a search that may not have found it', () => {
    const search = { ...all, search: 'priya' };
    expect(ids(rowsOf(patchList(list([row('a', 9)]), search, row('n', 10), me), 'all'))).toBe('a');
  });
});

describe('one conversation changes in the list of those that close soon', () => {
  const closing = { ...all, view: 'closing' } as const;
  const now = Date.UTC(2026, 10, 21, 12);
  const open = (id: string, minutesLeft: number, changes: Partial<ListedConversation> = {}) =>
    row(id, 0, {
      windowClosesAt: new Date(now + minutesLeft * 60_000),
      closesSoonAt: new Date(now + (minutesLeft - 240) * 60_000),
      ...changes,
    });
  const after = (before: ReturnType<typeof list>, changed: ListedConversation) =>
    ids(rowsOf(patchList(before, closing, changed, me, now), 'closing'));

  it('takes its place by the time that is left', () => {
    expect(after(list([open('a', 30)]), open('n', 10))).toBe('na');
    expect(after(list([open('a', 30)]), open('n', 239))).toBe('an');
  });

  it('leaves when the customer writes again, when it is closed, and when the time is over', () => {
    const before = list([open('a', 30), open('b', 60)], [open('c', 90)]);
    expect(after(before, open('a', 24 * 60))).toBe('bc');
    expect(after(before, open('a', 30, { status: 'closed' }))).toBe('bc');
    expect(after(before, open('a', 0))).toBe('bc');
    expect(ids(stillClosing(rowsOf(before, 'closing'), now + 30 * 60_000))).toBe('bc');
  });

  it('has no place for a channel that lets everybody answer at any time', () => {
    const always = { windowClosesAt: null, closesSoonAt: null };
    expect(after(list([open('a', 30)]), open('n', 1, always))).toBe('a');
  });
});

const message = (id: string, second: number, state: ThreadMessage['state'] = 'received') =>
  ({ id, state, occurredAt: new Date(second * 1000) }) as ThreadMessage;

const thread = (...pages: ThreadMessage[][]) => ({
  pageParams: pages.map(() => null),
  pages: pages.map((messages, index) => {
    const oldest = messages.at(-1);
    const isStart = index === pages.length - 1;
    return {
      messages,
      nextCursor:
        isStart || oldest === undefined ? null : { occurredAt: oldest.occurredAt, id: oldest.id },
    };
  }),
});

describe('one message changes in a loaded thread', () => {
  it('is read from the oldest to the newest, whatever the pages', () => {
    expect(ids(messagesOf(thread([message('d', 4), message('c', 3)], [message('a', 1)])))).toBe(
      'acd',
    );
  });

  it('takes its place by the provider’s clock when it arrives late', () => {
    const before = thread([message('d', 4), message('b', 2)], [message('a', 1)]);
    expect(ids(messagesOf(patchThread(before, message('c', 3))))).toBe('abcd');
  });

  it('changes where it stands when its ticks move', () => {
    const after = messagesOf(
      patchThread(thread([message('a', 1, 'sent')]), message('a', 1, 'read')),
    );
    expect(after.map(({ state }) => state)).toEqual(['read']);
  });

  it('comes after the newest while it waits to go out, also when it missed its time', () => {
    const before = thread([message('d', 4), message('b', 2)], [message('a', 1)]);
    const missed = patchThread(before, message('s', 3, 'scheduled'));
    expect(ids(messagesOf(missed))).toBe('abds');
    expect(ids(messagesOf(patchThread(missed, message('s', 5, 'queued'))))).toBe('abds');
    expect(ids(messagesOf(patchThread(missed, message('e', 6))))).toBe('abdes');
  });

  it('is gone when it was cancelled, and there again when that is undone', () => {
    const before = thread([message('s', 9, 'scheduled'), message('a', 1)]);
    const cancelled = patchThread(before, message('s', 9, 'cancelled'));
    expect(ids(messagesOf(cancelled))).toBe('a');
    expect(ids(messagesOf(patchThread(cancelled, message('s', 9, 'scheduled'))))).toBe('as');
  });
});
