import { isPassingFault } from '#db/passing-fault.ts';
import { untilWritten } from '#db/until-written.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { Outcome } from '#server/domain/messages/changes-after.ts';
import { recordResults } from '#server/domain/messages/record-results.ts';

/** Answers are written down when so many are there, or after so long: a crash leaves little unknown. */
const enough = 200;
const longestMs = 100;
/** Longer than a lease: an answer is worth having also when its message was given up meanwhile. */
const patienceMs = 60_000;

/** How many sends ended how. */
export type Tally = Record<'accepted' | 'failed' | 'unknown' | 'putOff', number>;

export interface Book {
  add(outcome: Outcome): void;
  /** Resolves when everything is written down. Throws when the database takes nothing any more. */
  close(): Promise<Tally>;
}

/** Writes the provider's answers down as they come, a transaction for many at a time. */
export function keepBook(ctx: BusinessContext, channelId: string): Book {
  const tally: Tally = { accepted: 0, failed: 0, unknown: 0, putOff: 0 };
  let waiting: Outcome[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let fault: unknown;

  async function writeWhile(isWorthIt: () => boolean): Promise<void> {
    while (isWorthIt()) {
      const page = waiting;
      waiting = [];
      try {
        await writePage(ctx, channelId, page, tally);
      } catch (error) {
        ctx.log.error({ error }, 'answers of a bulk send were not written down');
        fault ??= error;
      }
    }
  }

  function begin(isWorthIt = () => waiting.length >= enough): void {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeWhile(isWorthIt).finally(() => {
      writing = undefined;
      if (waiting.length > 0) wait();
    });
  }

  function wait(): void {
    timer ??= setTimeout(() => begin(() => waiting.length > 0), longestMs);
  }

  return {
    add(outcome) {
      waiting.push(outcome);
      if (waiting.length >= enough) begin();
      else wait();
    },
    async close() {
      while (writing !== undefined || waiting.length > 0) {
        begin(() => waiting.length > 0);
        await writing;
      }
      clearTimeout(timer);
      if (fault !== undefined) throw fault as Error;
      return tally;
    },
  };
}

/** One that cannot be written takes no other with it. Throws for the last of those. */
async function writePage(
  ctx: BusinessContext,
  channelId: string,
  page: readonly Outcome[],
  tally: Tally,
): Promise<void> {
  try {
    const written = await untilWritten(() => recordResults(ctx, channelId, page), patienceMs);
    for (const { state } of written) tally[endOf[state] ?? 'accepted'] += 1;
  } catch (error) {
    if (page.length === 1 || isPassingFault(error)) throw error;
    let fault: unknown;
    for (const one of page) {
      await writePage(ctx, channelId, [one], tally).catch((reason: unknown) => (fault = reason));
    }
    if (fault !== undefined) throw fault as Error;
  }
}

const endOf: Partial<Record<string, keyof Tally>> = {
  queued: 'putOff',
  failed: 'failed',
  unknown: 'unknown',
};
