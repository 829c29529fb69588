import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onceNothingIsOpen } from '#components/realtime/once-nothing-is-open.ts';

let isOpen: boolean;
beforeEach(() => {
  isOpen = false;
  vi.useFakeTimers();
  vi.stubGlobal('document', { querySelector: () => (isOpen ? {} : null) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('with nothing open it is done at once, each time it is asked', () => {
  const deed = vi.fn();
  const { ask } = onceNothingIsOpen(deed);
  ask();
  ask();
  expect(deed).toHaveBeenCalledTimes(2);
});

test('while something is open it waits, and is then done once', () => {
  const deed = vi.fn();
  const { ask } = onceNothingIsOpen(deed);
  isOpen = true;
  ask();
  ask();
  vi.advanceTimersByTime(60_000);
  expect(deed).not.toHaveBeenCalled();
  isOpen = false;
  vi.advanceTimersByTime(1_000);
  expect(deed).toHaveBeenCalledTimes(1);
});

test('what is forgotten is not done', () => {
  const deed = vi.fn();
  const { ask, forget } = onceNothingIsOpen(deed);
  isOpen = true;
  ask();
  forget();
  isOpen = false;
  vi.advanceTimersByTime(1_000);
  expect(deed).not.toHaveBeenCalled();
});
