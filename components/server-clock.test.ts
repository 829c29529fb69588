import { beforeEach, describe, expect, test } from 'vitest';
import { createServerClock } from '#components/server-clock.ts';
import type { ServerClock } from '#components/server-clock.ts';

const noon = Date.UTC(2026, 2, 2, 12);
const hourMs = 3_600_000;
const dateAt = (moment: number) => new Date(moment).toUTCString();

let machine: number;
let clock: ServerClock;
beforeEach(() => {
  machine = noon;
  clock = createServerClock(() => machine);
});

describe('the time on screen', () => {
  test('follows the server when the clock of the machine is hours off, either way', () => {
    for (const offMs of [-3 * hourMs, 5 * hourMs]) {
      machine = noon + offMs;
      clock.hear(dateAt(noon), machine - 100, machine + 100);
      expect(Math.abs(clock.now() - noon)).toBeLessThanOrEqual(600);
    }
  });

  test('goes on by itself between two answers', () => {
    machine = noon - hourMs;
    clock.hear(dateAt(noon), machine, machine);
    machine += 90_000;
    expect(Math.abs(clock.now() - (noon + 90_000))).toBeLessThanOrEqual(500);
  });

  test('does not jump for what an answer cannot tell', () => {
    let corrections = 0;
    clock.onCorrection(() => (corrections += 1));
    clock.hear(dateAt(noon), machine - 50, machine + 50);
    clock.hear(dateAt(noon - 2_000), machine - 3_000, machine + 3_000);
    expect(clock.now()).toBe(noon);
    expect(corrections).toBe(0);
    clock.hear(dateAt(noon + hourMs), machine, machine);
    expect(corrections).toBe(1);
  });

  test('is that of the page until the first answer, and of no older page afterwards', () => {
    clock.hearPage(noon + 2 * hourMs);
    expect(clock.now()).toBe(noon + 2 * hourMs);
    clock.hear(dateAt(noon + hourMs), machine, machine);
    clock.hearPage(noon);
    expect(Math.abs(clock.now() - (noon + hourMs))).toBeLessThanOrEqual(500);
  });

  test('stays as it is when an answer has no time, or the clock was put back meanwhile', () => {
    clock.hear(null, machine, machine);
    clock.hear('soon', machine, machine);
    clock.hear(dateAt(noon + hourMs), machine, machine - 1);
    expect(clock.now()).toBe(noon);
  });
});
