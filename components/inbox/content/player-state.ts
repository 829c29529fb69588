import { clockOf } from '#components/inbox/message-summary.ts';

/** Where the playing of a sound stands; times in seconds. */
export interface PlayerState {
  isPlaying: boolean;
  position: number;
  duration: number | null;
  speed: number;
  /** Its browser cannot play it, or it could not be loaded. */
  isBroken: boolean;
}

export type PlayerEvent =
  | { type: 'played' }
  | { type: 'paused' }
  | { type: 'moved'; position: number }
  | { type: 'measured'; duration: number }
  | { type: 'ended' }
  | { type: 'hurried' }
  | { type: 'broke' };

const SPEEDS = [1, 1.5, 2] as const;

/** Before anything is loaded; how long it is may be known from its message. */
export function newPlayer(duration: number | null): PlayerState {
  return { isPlaying: false, position: 0, duration, speed: 1, isBroken: false };
}

/** What the element tells, and what a person does to it. */
export function playerAfter(state: PlayerState, event: PlayerEvent): PlayerState {
  switch (event.type) {
    case 'played':
      return { ...state, isPlaying: true, isBroken: false };
    case 'paused':
      return { ...state, isPlaying: false };
    case 'moved':
      return { ...state, position: Math.max(0, event.position) };
    case 'measured':
      // A stream has no end: what its message says is then better.
      return Number.isFinite(event.duration) ? { ...state, duration: event.duration } : state;
    case 'ended':
      return { ...state, isPlaying: false, position: 0 };
    case 'hurried':
      return { ...state, speed: speedAfter(state.speed) };
    case 'broke':
      return { ...state, isPlaying: false, isBroken: true };
  }
}

/** "0:05" while it plays or stands in the middle, how long it is before that; null when nobody knows. */
export function timeShown({ position, duration }: PlayerState): string | null {
  if (position > 0) return clockOf(position);
  return duration === null ? null : clockOf(duration);
}

/** For who cannot see the bar: "0:05 of 0:14". */
export function positionWords({ position, duration }: PlayerState): string {
  return duration === null ? clockOf(position) : `${clockOf(position)} of ${clockOf(duration)}`;
}

function speedAfter(speed: number): number {
  const next = SPEEDS.findIndex((known) => known === speed) + 1;
  return SPEEDS[next] ?? SPEEDS[0];
}
