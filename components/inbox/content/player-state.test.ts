import { describe, expect, it } from 'vitest';
import {
  newPlayer,
  playerAfter,
  positionWords,
  timeShown,
} from '#components/inbox/content/player-state.ts';
import type { PlayerEvent } from '#components/inbox/content/player-state.ts';

const after = (...events: PlayerEvent[]) => events.reduce(playerAfter, newPlayer(14));

describe('a player of sounds', () => {
  it('says how long it is before it plays, and then where it is', () => {
    expect(timeShown(after())).toBe('0:14');
    const playing = after({ type: 'played' }, { type: 'moved', position: 5.2 });
    expect(playing.isPlaying).toBe(true);
    expect(timeShown(playing)).toBe('0:05');
    expect(positionWords(playing)).toBe('0:05 of 0:14');
  });

  it('stands at the beginning again when it has ended', () => {
    const ended = after({ type: 'played' }, { type: 'moved', position: 14 }, { type: 'ended' });
    expect(ended).toMatchObject({ isPlaying: false, position: 0 });
  });

  it('believes the file more than the message about its length, but not that it is endless', () => {
    expect(after({ type: 'measured', duration: 13 }).duration).toBe(13);
    expect(after({ type: 'measured', duration: Infinity }).duration).toBe(14);
    expect(after({ type: 'measured', duration: NaN }).duration).toBe(14);
  });

  it('goes faster in steps, and at last as usual again', () => {
    const hurried = { type: 'hurried' } as const;
    const speeds = [1, 2, 3].map((times) => after(...Array.from({ length: times }, () => hurried)));
    expect(speeds.map(({ speed }) => speed)).toEqual([1.5, 2, 1]);
  });

  it('stops where it cannot be played, and forgets that when it plays after all', () => {
    const broken = after({ type: 'played' }, { type: 'broke' });
    expect(broken).toMatchObject({ isPlaying: false, isBroken: true });
    expect(playerAfter(broken, { type: 'played' }).isBroken).toBe(false);
  });

  it('has no time to show while nobody knows how long it is', () => {
    expect(timeShown(newPlayer(null))).toBeNull();
    expect(positionWords(newPlayer(null))).toBe('0:00');
  });
});
