import type { ThreadEntry } from '#components/inbox/thread-entries.ts';
import { countFrom } from '#components/inbox/unread-divider.ts';

/** What a thread draws from top to bottom. */
export type ThreadItem =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'unread'; key: string; count: number }
  | {
      kind: 'message';
      key: string;
      entry: ThreadEntry;
      /** The author stands above the first of a run, time and ticks below its last. */
      isFirst: boolean;
      isLast: boolean;
    };

export interface ThreadLayout {
  /** The day of a moment in the business's time zone. */
  dayKey: (moment: Date) => string;
  /** The message that the divider stands before; null for none. */
  dividerId: string | null;
}

const RUN_MS = 5 * 60_000;

/** Dividers between days and before what is unread, and messages of one author in runs. */
export function layOutThread(entries: readonly ThreadEntry[], layout: ThreadLayout): ThreadItem[] {
  return entries.flatMap((entry, index) => {
    const before = entries[index - 1];
    const after = entries[index + 1];
    return [
      ...dividersBefore(before, entry, entries, layout),
      {
        kind: 'message' as const,
        key: entry.key,
        entry,
        isFirst: before === undefined || !isOneRun(before, entry, layout),
        isLast: after === undefined || !isOneRun(entry, after, layout),
      },
    ];
  });
}

function dividersBefore(
  before: ThreadEntry | undefined,
  entry: ThreadEntry,
  entries: readonly ThreadEntry[],
  { dayKey, dividerId }: ThreadLayout,
): ThreadItem[] {
  if (entry.message.state === 'scheduled') return [];
  const day = dayKey(entry.message.occurredAt);
  const items: ThreadItem[] = [];
  if (before === undefined || dayKey(before.message.occurredAt) !== day) {
    items.push({ kind: 'day', key: `day ${entry.key}`, at: entry.message.occurredAt });
  }
  if (entry.message.id === dividerId) {
    const messages = entries.map(({ message }) => message);
    items.push({ kind: 'unread', key: 'unread', count: countFrom(messages, dividerId) });
  }
  return items;
}

function isOneRun(a: ThreadEntry, b: ThreadEntry, { dayKey, dividerId }: ThreadLayout): boolean {
  const [first, second] = [a.message, b.message];
  return (
    first.author === second.author &&
    first.authorName === second.authorName &&
    second.id !== dividerId &&
    first.state !== 'scheduled' &&
    second.state !== 'scheduled' &&
    !standsAlone(first) &&
    !standsAlone(second) &&
    second.occurredAt.getTime() - first.occurredAt.getTime() < RUN_MS &&
    dayKey(first.occurredAt) === dayKey(second.occurredAt)
  );
}

/** What went wrong is said under its own message; what the provider tells is nobody's message. */
function standsAlone({ state, kind }: ThreadEntry['message']): boolean {
  return state === 'failed' || state === 'unknown' || kind === 'notice';
}
