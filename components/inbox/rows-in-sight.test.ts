import { describe, expect, test } from 'vitest';
import { rowsInSight, scrollToShow } from '#components/inbox/rows-in-sight.ts';

describe('the rows to draw', () => {
  test('are those in sight and a few on each side', () => {
    expect(rowsInSight(10_000, 64, 64_000, 640)).toEqual({ first: 992, end: 1018 });
  });

  test('end where the list ends', () => {
    expect(rowsInSight(5, 64, 0, 640)).toEqual({ first: 0, end: 5 });
    expect(rowsInSight(100, 64, 5_760, 640)).toEqual({ first: 82, end: 100 });
  });

  test('are none of an empty list, and some of a list that has shrunk above its old place', () => {
    expect(rowsInSight(0, 64, 500, 640)).toEqual({ first: 0, end: 0 });
    expect(rowsInSight(3, 64, 64_000, 640)).toEqual({ first: 3, end: 3 });
  });
});

describe('showing a row', () => {
  test('that is in sight moves nothing', () => {
    expect(scrollToShow(5, 64, 64, 640)).toBe(64);
  });

  test('above brings it to the top, below to the bottom', () => {
    expect(scrollToShow(2, 64, 640, 640)).toBe(128);
    expect(scrollToShow(20, 64, 0, 640)).toBe(704);
  });
});
