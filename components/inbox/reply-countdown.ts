import type { OpenConversation } from '#components/inbox/types.ts';

type Window = OpenConversation['window'];

const MINUTE_MS = 60_000;

/** Why nothing can be sent at the given moment; null while the window is open. */
export function closedReason(window: Window, now: number): string | null {
  if (!window.isOpen) return window.reason;
  if (window.closesAt === null || now < window.closesAt.getTime()) return null;
  return 'The time to reply is over. You can write again as soon as the customer does.';
}

/** How long a reply is still possible: "23 h 56 m", "4 m"; null when there is no limit. */
export function timeLeft(window: Window, now: number): string | null {
  if (window.closesAt === null) return null;
  const minutes = Math.max(1, Math.floor((window.closesAt.getTime() - now) / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} m` : `${hours} h ${minutes % 60} m`;
}

/** Whether the end is so near that it should catch the eye. */
export function isClosingSoon(window: Window, now: number): boolean {
  return window.closesAt !== null && window.closesAt.getTime() - now < 60 * MINUTE_MS;
}
