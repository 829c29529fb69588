import { expect, test, vi } from 'vitest';
import { createConnectionStore } from '#components/realtime/connection-store.ts';

test('those who show the state hear of each change, once, and no longer than they want', () => {
  const store = createConnectionStore();
  const listener = vi.fn();
  const forget = store.subscribe(listener);
  expect(store.read()).toBe('connecting');
  store.show('connecting');
  expect(listener).not.toHaveBeenCalled();
  store.show('live');
  store.show('live');
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.read()).toBe('live');
  forget();
  store.show('reconnecting');
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.read()).toBe('reconnecting');
});
