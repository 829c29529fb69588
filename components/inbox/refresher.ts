/**
 * Fetches a thing once more whenever it changed, one fetch at a time for each: a change that comes
 * while the answer is on its way asks again, so that an older answer never has the last word.
 */
export function createRefresher(
  fetch: (id: string) => Promise<void>,
): (id: string) => Promise<void> {
  const running = new Map<string, 'once' | 'again'>();
  return async (id) => {
    if (running.has(id)) {
      running.set(id, 'again');
      return;
    }
    try {
      do {
        running.set(id, 'once');
        await fetch(id);
      } while (running.get(id) === 'again');
    } finally {
      running.delete(id);
    }
  };
}
