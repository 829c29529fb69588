/**
 * Fetches a thing once more whenever it changed, one fetch at a time for each: a change that comes
 * while the answer is on its way asks again, so that an older answer never has the last word.
 */
export function createRefresher(
  fetch: (id: string) => Promise<void>,
): (id: string) => Promise<void> {
  const running = new Map<string, { mustAskAgain: boolean; done: Promise<void> }>();
  const run = async (id: string) => {
    try {
      do {
        const current = running.get(id);
        if (current !== undefined) current.mustAskAgain = false;
        await fetch(id);
      } while (running.get(id)?.mustAskAgain === true);
    } finally {
      running.delete(id);
    }
  };
  return (id) => {
    const current = running.get(id);
    if (current === undefined) {
      const started = { mustAskAgain: false, done: Promise.resolve() };
      running.set(id, started);
      started.done = run(id);
      return started.done;
    }
    current.mustAskAgain = true;
    return current.done;
  };
}
