import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepConnected } from '#components/realtime/connection.ts';
import type { ConnectionOptions, ConnectionState, Sink } from '#components/realtime/connection.ts';
import type { RealtimeCatchUp, RealtimeChange } from '#server/realtime/events.ts';

const change = (id: string): RealtimeChange => ({ id, name: 'business.updated', ids: {} });

/** A connection over a transport that the test plays. */
function connect(overrides: Partial<ConnectionOptions> = {}) {
  const opened: { cursor: string | null; sink: Sink; isClosed: boolean }[] = [];
  const heard: string[] = [];
  const states: ConnectionState[] = [];
  const saved: string[] = [];
  const asked: (string | null)[] = [];
  let resyncs = 0;
  const connection = keepConnected({
    transport(cursor, sink) {
      const entry = { cursor, sink, isClosed: false };
      opened.push(entry);
      return () => (entry.isClosed = true);
    },
    asksItself: false,
    async since(cursor): Promise<RealtimeCatchUp | null> {
      asked.push(cursor);
      return { changes: [], cursor: `asked-${asked.length}`, resync: false };
    },
    cursor: { load: () => saved.at(-1) ?? null, save: (cursor) => saved.push(cursor) },
    onChanges: (changes) => heard.push(...changes.map(({ id }) => id)),
    onResync: () => (resyncs += 1),
    onState: (state) => states.push(state),
    random: () => 1,
    ...overrides,
  });
  const sink = () => {
    const last = opened.at(-1);
    if (last === undefined) throw new Error('Nothing was opened.');
    return last.sink;
  };
  return { connection, opened, heard, states, saved, asked, resyncs: () => resyncs, sink };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a connection', () => {
  test('tells each change once, however often it arrives', () => {
    const { sink, heard } = connect();
    sink().receive({ changes: [change('1'), change('2')], cursor: 'a', resync: false });
    sink().receive({ changes: [change('2'), change('3')], cursor: 'b', resync: false });
    expect(heard).toEqual(['1', '2', '3']);
  });

  test('comes back with its newest cursor, later and later while it fails', () => {
    const { sink, opened } = connect();
    sink().receive({ changes: [change('1')], cursor: 'a', resync: false });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const before = Date.now();
      sink().lost();
      vi.advanceTimersToNextTimer();
      while (opened.length <= attempt) vi.advanceTimersToNextTimer();
      waits.push(Date.now() - before);
    }
    expect(opened.at(-1)?.cursor).not.toBeNull();
    expect(waits.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 8000, 16_000]);
    expect(waits.at(-1)).toBe(30_000);
    expect(opened.slice(0, -1).every(({ isClosed }) => isClosed)).toBe(true);
  });

  test('spreads the moment of coming back, so that a restart is not met by all tabs at once', () => {
    const { sink, opened } = connect({ random: () => 0 });
    sink().lost();
    vi.advanceTimersByTime(250);
    expect(opened).toHaveLength(2);
  });

  test('comes back at once when the tab is looked at again', () => {
    const { connection, sink, opened } = connect();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      sink().lost();
      vi.advanceTimersByTime(30_000);
    }
    sink().lost();
    const before = opened.length;
    connection.hurry();
    expect(opened).toHaveLength(before + 1);
  });

  test('leaves a well connection alone when the tab is looked at again', () => {
    const { connection, sink, opened } = connect();
    sink().ready();
    connection.hurry();
    expect(opened).toHaveLength(1);
  });

  test('is given up when nothing has been heard for long, though nobody closed it', () => {
    const { sink, opened } = connect();
    sink().ready();
    vi.advanceTimersByTime(25_000);
    sink().beat('b');
    vi.advanceTimersByTime(35_000);
    expect(opened).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    expect(opened.length).toBeGreaterThan(1);
    expect(opened[1]?.cursor).toBe('b');
  });

  test('hangs up while nobody looks, and goes on from where it was', () => {
    const { connection, sink, opened, states, asked } = connect();
    sink().ready();
    sink().beat('a');
    connection.rest();
    expect(opened[0]?.isClosed).toBe(true);
    vi.advanceTimersByTime(600_000);
    expect([opened.length, asked.length]).toEqual([1, 0]);
    connection.hurry();
    expect(opened[1]?.cursor).toBe('a');
    sink().ready();
    expect(states).toEqual(['live', 'connecting', 'live']);
  });

  test('hears nothing from a transport that was replaced', () => {
    const { sink, heard, opened } = connect();
    const old = sink();
    old.lost();
    vi.advanceTimersByTime(500);
    expect(opened).toHaveLength(2);
    old.receive({ changes: [change('1')], cursor: 'x', resync: false });
    expect(heard).toEqual([]);
  });

  test('that ended stays ended', () => {
    const { connection, sink, opened, states } = connect();
    sink().ended();
    connection.hurry();
    vi.advanceTimersByTime(600_000);
    expect([opened.length, states]).toEqual([1, ['ended']]);
  });

  test('says so when nobody can tell what changed', () => {
    const { sink, resyncs, saved } = connect();
    sink().receive({ changes: [], cursor: 'z', resync: true });
    expect([resyncs(), saved]).toEqual([1, ['z']]);
  });

  test('asks now and then while no transport gets through', async () => {
    const { sink, saved } = connect();
    sink().lost();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(saved).toEqual(['asked-1']);
  });
});

describe('a connection that asks itself', () => {
  test('is live only once it has asked what it missed', async () => {
    const { sink, states, asked } = connect({ asksItself: true });
    sink().ready();
    expect(states).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect([states, asked]).toEqual([['live'], [null]]);
  });

  test('goes on from what it asked last, never from live news, which may have gaps', async () => {
    const { sink, asked, heard } = connect({ asksItself: true });
    sink().ready();
    await vi.advanceTimersByTimeAsync(0);
    sink().receive({ changes: [change('1')], cursor: null, resync: false });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(heard).toEqual(['1']);
    expect(asked).toEqual([null, 'asked-1']);
  });

  test('asks at once when the tab is looked at again', async () => {
    const { connection, sink, asked } = connect({ asksItself: true });
    sink().ready();
    await vi.advanceTimersByTimeAsync(0);
    connection.hurry();
    expect(asked).toHaveLength(2);
  });

  test('reconnects when its question gets no answer, and ends when the answer is no', async () => {
    let answer: () => Promise<null> = () => Promise.reject(new Error('offline'));
    const { sink, states, opened } = connect({ asksItself: true, since: () => answer() });
    sink().ready();
    await vi.advanceTimersByTimeAsync(500);
    expect(opened).toHaveLength(2);
    answer = () => Promise.resolve(null);
    sink().ready();
    await vi.advanceTimersByTimeAsync(0);
    expect(states).toEqual(['ended']);
  });
});
