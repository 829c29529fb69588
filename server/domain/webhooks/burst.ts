import { setTimeout as delay } from 'node:timers/promises';

export interface BurstLimits {
  /** So many being stored at once are a burst: one that comes at a time is stored before the next. */
  inHand: number;
  /** A burst is over when it has been quieter for so long. */
  pauseMs: number;
  /** What has waited for so long waits no longer: a burst that does not end holds nothing up. */
  longestWaitMs: number;
}

const usual: BurstLimits = { inHand: 8, pauseMs: 100, longestWaitMs: 2_000 };
const lookMs = 20;

/** Knows whether deliveries come faster than they can be stored, and lets other work give way. */
export class Burst {
  readonly #limits: BurstLimits;
  #inHand = 0;
  /** Since when, and when last, there were so many, on the clock of this process. */
  #firstMs = -Infinity;
  #lastMs = -Infinity;

  constructor(limits: Partial<BurstLimits> = {}) {
    this.#limits = { ...usual, ...limits };
  }

  /** Counts work as in hand until it is done. */
  async while<T>(work: () => Promise<T>): Promise<T> {
    const wasOn = this.isOn();
    this.#inHand += 1;
    if (!wasOn && this.#isCrowded()) this.#firstMs = performance.now();
    try {
      return await work();
    } finally {
      if (this.#isCrowded()) this.#lastMs = performance.now();
      this.#inHand -= 1;
    }
  }

  isOn(): boolean {
    return this.#isCrowded() || performance.now() - this.#lastMs < this.#limits.pauseMs;
  }

  /** Whether work that is not begun yet should wait for the end of the burst. */
  comesFirst(): boolean {
    return this.isOn() && performance.now() - this.#firstMs < this.#limits.longestWaitMs;
  }

  /** Resolves when there is no burst, or when work that waits since the given moment has to be done. */
  async over(since = new Date()): Promise<void> {
    const { longestWaitMs } = this.#limits;
    // Also by our own clock: the moment may be of another.
    const deadline = performance.now() + longestWaitMs;
    const isLate = () =>
      Date.now() - since.getTime() > longestWaitMs || performance.now() > deadline;
    while (this.isOn() && !isLate()) await delay(lookMs);
  }

  #isCrowded(): boolean {
    return this.#inHand >= this.#limits.inHand;
  }
}
