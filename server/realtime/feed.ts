import { log } from '#server/log.ts';
import type { RealtimeCatchUp } from '#server/realtime/events.ts';
import type { Reading, Since } from '#server/realtime/read-changes.ts';

/** Called with every reading, also with one that found nothing: its cursor is newer. */
export type Deliver = (batch: RealtimeCatchUp) => void;

/** The live changes of one business, read once for all who listen in this process. */
export interface Feed {
  /** Reads soon; many wakes become one reading. */
  wake(): void;
  /** From now on everything not visible to an earlier reading is delivered. Null once closed. */
  join(deliver: Deliver): (() => void) | null;
  close(): void;
}

/** Between two readings, so that a burst of commits is a few queries and not one each. */
const pauseMs = 8;
const retryMs = 1000;

interface FeedOptions {
  read(since: Since | null): Promise<Reading>;
  onEmpty(): void;
}

/** Rejects when the first reading, which sets where the feed begins, fails. */
export async function openFeed({ read, onEmpty }: FeedOptions): Promise<Feed> {
  const listeners = new Set<Deliver>();
  let { snapshot } = await read(null);
  let isDirty = false;
  let isRunning = false;
  let isClosed = false;

  async function readOnce(): Promise<number> {
    isDirty = false;
    try {
      const reading = await read({ snapshot });
      snapshot = reading.snapshot;
      const { changes, cursor, isComplete } = reading;
      const batch = { changes: isComplete ? changes : [], cursor, resync: !isComplete };
      for (const deliver of [...listeners]) deliver(batch);
      return pauseMs;
    } catch (error) {
      log().warn({ error }, 'live changes could not be read; trying again');
      isDirty = true;
      return retryMs;
    }
  }

  async function run(): Promise<void> {
    isRunning = true;
    while (isDirty && !isClosed) await pause(await readOnce());
    isRunning = false;
  }

  return {
    wake() {
      isDirty = true;
      if (!isRunning) void run();
    },
    join(deliver) {
      if (isClosed) return null;
      listeners.add(deliver);
      return () => {
        listeners.delete(deliver);
        if (listeners.size > 0 || isClosed) return;
        isClosed = true;
        onEmpty();
      };
    },
    close() {
      isClosed = true;
      listeners.clear();
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
