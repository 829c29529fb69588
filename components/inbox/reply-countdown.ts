import type { OpenConversation } from '#components/inbox/types.ts';

type Windowed = Pick<
  OpenConversation,
  'channelStatus' | 'freelyUntil' | 'reasonOnceClosed' | 'window'
>;

/** What may be written at a moment, and until when. */
export type ReplyState =
  | { kind: 'open'; closesAt: Date | null }
  /** Only by a person, and by hand. */
  | { kind: 'person'; closesAt: Date }
  | { kind: 'closed'; reason: string; canSendTemplate: boolean };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How a conversation stands at the given moment, without asking the server again. */
export function replyStateAt(
  { channelStatus, freelyUntil, reasonOnceClosed, window }: Windowed,
  now: number,
): ReplyState {
  if (channelStatus === 'disconnected') {
    const reason = 'This channel is disconnected, so nothing can be sent through it.';
    return { kind: 'closed', reason, canSendTemplate: false };
  }
  const { closesAt } = window;
  if (!window.isOpen) return { kind: 'closed', reason: window.reason, canSendTemplate: true };
  if (closesAt === null) return { kind: 'open', closesAt: null };
  if (now >= closesAt.getTime()) {
    const reason = reasonOnceClosed ?? 'The time to reply is over.';
    return { kind: 'closed', reason, canSendTemplate: true };
  }
  if (freelyUntil === null || now >= freelyUntil.getTime()) return { kind: 'person', closesAt };
  return { kind: 'open', closesAt: freelyUntil };
}

/** When that changes next by itself; null = not any more. */
export function nextChangeOf({ freelyUntil, window }: Windowed, now: number): Date | null {
  const ends = window.isOpen ? [freelyUntil, window.closesAt] : [];
  return ends.find((end) => end !== null && end.getTime() > now) ?? null;
}

/** How long until then: "6 d 3 h", "23 h 56 m", "4 m", and less than that in words. */
export function timeLeft(until: Date, now: number): string {
  const left = until.getTime() - now;
  if (left < MINUTE_MS) return 'under a minute';
  const hours = Math.floor((left % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((left % HOUR_MS) / MINUTE_MS);
  if (left >= DAY_MS) return `${Math.floor(left / DAY_MS)} d ${hours} h`;
  return left < HOUR_MS ? `${minutes} m` : `${hours} h ${minutes} m`;
}

/** Whether the end is so near that it should catch the eye. */
export function isNear(until: Date, now: number): boolean {
  return until.getTime() - now < HOUR_MS;
}
