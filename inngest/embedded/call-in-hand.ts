import type { CallOutcome, StepResult } from '#inngest/embedded/call-outcome.ts';
import { tooLarge } from '#inngest/embedded/check-size.ts';
import { keepSteps } from '#inngest/embedded/keep-steps.ts';
import type { Checkpoint } from '#inngest/embedded/open-calls.ts';
import { releaseItem } from '#inngest/embedded/settle.ts';
import type { ClaimedItem } from '#inngest/embedded/store.ts';
import { untilWritten } from '#db/until-written.ts';

interface Holding {
  leaseMs: number;
  isStopping: () => boolean;
  noteProgress: () => void;
}

/** Why a call went no further: another holds its item, or it was given back at a stop. */
type Break = 'lost' | 'released';

/** A call of a function under way: what it has kept so far, and whether it may go on. */
export class CallInHand {
  readonly #holding: Holding;
  #item: ClaimedItem;
  #broken: Break | undefined;
  #failure: { error: unknown } | undefined;
  #instead: CallOutcome | undefined;

  constructor(item: ClaimedItem, holding: Holding) {
    this.#item = item;
    this.#holding = holding;
  }

  /** As the steps kept so far have left it. */
  get item(): ClaimedItem {
    return this.#item;
  }

  /** Keeps steps while the call goes on. It ends here when they cannot be, or at a stop. */
  readonly keep: Checkpoint = async (steps, instead) => {
    if (this.#isOver()) return false;
    try {
      await this.#write(steps);
    } catch (error) {
      this.#failure = { error };
    }
    this.#instead ??= instead;
    return !this.#isOver();
  };

  /** What became of the call, given what the handler answered; a break when it ended by itself. */
  async end(answer: CallOutcome): Promise<CallOutcome | Break> {
    const before = this.#isOver() ? undefined : answer.before;
    if (before !== undefined) await this.#write(before);
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#broken ?? this.#instead ?? answer;
  }

  #isOver(): boolean {
    return (this.#broken ?? this.#failure ?? this.#instead) !== undefined;
  }

  async #write(done: StepResult[]): Promise<void> {
    const { leaseMs, isStopping, noteProgress } = this.#holding;
    const error = tooLarge(this.#item.steps, done);
    if (error !== undefined) {
      this.#instead = { kind: 'failed', error };
      return;
    }
    const steps = await untilWritten(() => keepSteps(this.#item, done), leaseMs);
    if (steps === undefined) {
      this.#broken = 'lost';
      return;
    }
    noteProgress();
    this.#item = { ...this.#item, steps, attempt: 0, deaths: 0 };
    if (!isStopping()) return;
    await untilWritten(() => releaseItem(this.#item), leaseMs);
    this.#broken = 'released';
  }
}
