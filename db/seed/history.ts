import { current, finished } from '#db/seed/dialogues.ts';
import type { Line } from '#db/seed/dialogues.ts';
import type { LineParts } from '#db/seed/every-kind.ts';

type Seat = 'owner' | 'admin' | 'agent';

export interface SeededLine {
  who: 'c' | 'm';
  text: string;
  at: Date;
  by: Seat;
  /** What it is beside words; most lines are nothing else. */
  parts?: LineParts;
}

/** One conversation as it is to stand: its lines, oldest first, and its state. */
export interface SeededConversation {
  lines: SeededLine[];
  status: 'open' | 'closed';
  assignee: Seat | null;
  unread: number;
  last: 'read' | 'delivered' | 'sent' | 'failed' | 'unknown';
}

const minute = 60_000;
const day = 24 * 60 * minute;
const seats: readonly Seat[] = ['agent', 'admin', 'owner'];

/** The conversation of the contact at this place in the list: always the same, counted back from now. */
export function conversationOf(place: number, now: Date): SeededConversation {
  const present = current[place];
  const past = pastTalks(place, now, present === undefined ? 1 : 3);
  if (present === undefined) {
    // Every third of the older ones still waits for somebody to close it.
    const isOpen = place % 3 === 0;
    const assignee = isOpen && place % 2 === 0 ? null : seat(place);
    return { lines: past, status: isOpen ? 'open' : 'closed', assignee, unread: 0, last: 'read' };
  }
  const { lines, ago, assignee, unread = 0, last = 'read' } = present;
  const end = now.getTime() - ago * minute;
  const recent = dated(lines, end - length(lines), assignee ?? 'agent');
  return { lines: [...past, ...recent], status: 'open', assignee, unread, last };
}

/** Finished talks over the last sixty days; `newest` is how many days ago the last one was. */
function pastTalks(place: number, now: Date, newest: number): SeededLine[] {
  const talks = 1 + (place % 4);
  return Array.from({ length: talks }, (_, index) => {
    const daysAgo = Math.min(60, newest + ((place * 5) % 11) + (talks - 1 - index) * 14);
    const hour = 9 + ((place * 7 + index * 3) % 9);
    const start = startOfDay(now) - daysAgo * day + (hour * 60 + ((place * 13) % 60)) * minute;
    const talk = finished[(place * 3 + index * 7) % finished.length] ?? [];
    return dated(talk, start, seat(place + index));
  }).flat();
}

function dated(lines: readonly Line[], start: number, by: Seat): SeededLine[] {
  let at = start;
  return lines.map(([who, minutes, text]) => {
    at += minutes * minute;
    return { who, text, by, at: new Date(Math.floor(at / 1000) * 1000) };
  });
}

function length(lines: readonly Line[]): number {
  return lines.reduce((sum, [, minutes]) => sum + minutes * minute, 0);
}

function startOfDay(now: Date): number {
  return Math.floor(now.getTime() / day) * day;
}

function seat(place: number): Seat {
  return seats[place % seats.length] ?? 'agent';
}
