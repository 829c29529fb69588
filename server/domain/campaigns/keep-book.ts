import type { BusinessContext } from '#server/domain/context.ts';
import { recordResults } from '#server/domain/messages/record-results.ts';
import type { Outcome } from '#server/domain/messages/changes-after.ts';

/** Answers are written down when so many are there, or after so long: a crash leaves little unknown. */
const enough = 200;
const longestMs = 100;
const lastTries = 3;

export interface Book {
  add(outcome: Outcome): void;
  /** Resolves when everything is written down. Throws when the database takes nothing any more. */
  close(): Promise<void>;
}

/** Writes the provider's answers down as they come, a transaction for many at a time. */
export function keepBook(ctx: BusinessContext, channelId: string): Book {
  let waiting: Outcome[] = [];
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function write(): Promise<void> {
    const page = waiting;
    if (page.length === 0) return;
    waiting = [];
    try {
      await recordResults(ctx, channelId, page);
    } catch (error) {
      waiting = [...page, ...waiting];
      throw error;
    }
  }

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    writing ??= write()
      .catch((error: unknown) => {
        ctx.log.warn({ error }, 'the answers of a bulk send could not be written down yet');
      })
      .finally(() => {
        writing = null;
        if (waiting.length >= enough) begin();
      });
  }

  return {
    add(outcome) {
      waiting.push(outcome);
      if (waiting.length >= enough) begin();
      else timer ??= setTimeout(begin, longestMs);
    },
    async close() {
      clearTimeout(timer);
      for (let round = 1; ; round += 1) {
        await writing;
        try {
          await write();
          return;
        } catch (error) {
          if (round === lastTries) throw error;
          await pause(longestMs * round);
        }
      }
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
