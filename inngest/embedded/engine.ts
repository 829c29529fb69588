import { setTimeout as delay } from 'node:timers/promises';
import type { Inngest, InngestFunction } from 'inngest';
import { cancelOverdueRuns } from '#inngest/embedded/cancel-overdue-runs.ts';
import { functionCaller } from '#inngest/embedded/call-function.ts';
import type { CallFunction } from '#inngest/embedded/call-function.ts';
import { driveItem } from '#inngest/embedded/drive-item.ts';
import { readFunctions } from '#inngest/embedded/function-config.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { executorPulse, healthyMs } from '#inngest/embedded/health.ts';
import { isGone, ownerName } from '#inngest/embedded/owner.ts';
import { Signal } from '#inngest/embedded/signal.ts';
import { claimItems, prolongLeases, releaseLeasesOf } from '#inngest/embedded/store.ts';
import type { ClaimedItem } from '#inngest/embedded/store.ts';
import { windTimers } from '#inngest/embedded/timers.ts';
import type { JobEvent } from '#inngest/events.ts';
import { onWake } from '#inngest/job-events.ts';
import { log } from '#server/log.ts';

export interface ExecutorOptions {
  client: Inngest.Any;
  functions: readonly InngestFunction.Any[];
  /** The client's own signing key, with which calls are signed. */
  signingKey: string;
  /** Items carried out at the same time. */
  parallel?: number;
  /** After this long without a sign of life another executor takes over. */
  leaseMs?: number;
  /**
   * A call that goes longer without a step to keep is given up: its item is taken again, and what it
   * still does is not kept.
   */
  longestStepMs?: number;
  /** The longest time between two looks at the queue. */
  pollMs?: number;
  retryDelayMs?: (attempt: number) => number;
  /** The events whose work gives way at this moment to what comes in; it is asked at each look. */
  putOff?: () => JobEvent['name'][];
  /** Stands between the executor and the functions it calls, as a fault would. */
  wrapCall?: (call: CallFunction) => CallFunction;
}

export interface Executor {
  /** Whether its loop went round lately with the database answering. */
  health(): { ok: boolean };
  /** Takes nothing new, lets running steps end for at most this long, and gives the rest back. */
  stop(graceMs?: number): Promise<void>;
}

const defaults = { parallel: 16, leaseMs: 30_000, longestStepMs: 7_200_000, pollMs: 1_000 };
const errorPauseMs = 1_000;

/**
 * Starts carrying out the functions in this process. Throws ConfigurationError when one of them
 * asks for what the embedded executor cannot do.
 */
export function startEngine(options: ExecutorOptions): Executor {
  const functions = readFunctions(options.client.id, options.functions);
  return new EmbeddedExecutor({ ...defaults, ...options }, functions);
}

interface Held {
  item: ClaimedItem;
  /** When it last had something to keep, on the clock of this process. */
  progressMs: number;
  work: Promise<void>;
}

class EmbeddedExecutor implements Executor {
  readonly #options: ExecutorOptions & typeof defaults;
  readonly #functions: JobFunction[];
  readonly #byId: Map<string, JobFunction>;
  /** Functions whose runs may only take so long. */
  readonly #timed: string[];
  readonly #call: CallFunction;
  readonly #owner = ownerName();
  readonly #bell = new Signal();
  readonly #stopping = new AbortController();
  readonly #held = new Map<string, Held>();
  readonly #loop: Promise<void>;
  readonly #heart: NodeJS.Timeout;
  readonly #forgetWake: () => void;
  #lastTurnAt = 0;
  #areTimersWound = false;
  /** More is due than there was room for, so an item that ends makes room for it. */
  #isBacklogged = false;

  constructor(options: ExecutorOptions & typeof defaults, functions: JobFunction[]) {
    this.#options = options;
    this.#functions = functions;
    this.#byId = new Map(functions.map((one) => [one.id, one]));
    this.#timed = functions.flatMap(({ id, timeouts }) =>
      (timeouts.startMs ?? timeouts.finishMs) ? [id] : [],
    );
    const call = functionCaller(options.client, options.functions, options.signingKey);
    this.#call = options.wrapCall?.(call) ?? call;
    this.#forgetWake = onWake(() => this.#bell.ring());
    this.#heart = setInterval(() => void this.#beat(), options.leaseMs / 3);
    this.#loop = this.#run();
  }

  health(): { ok: boolean } {
    return { ok: Date.now() - this.#lastTurnAt < healthyMs };
  }

  async stop(graceMs = 3_000): Promise<void> {
    this.#stopping.abort();
    this.#forgetWake();
    this.#bell.ring();
    await this.#loop;
    const work = [...this.#held.values()].map((held) => held.work);
    await Promise.race([Promise.all(work), pause(graceMs)]);
    clearInterval(this.#heart);
  }

  async #run(): Promise<void> {
    await quietly(releaseLeasesOf(isGone));
    while (!this.#stopping.signal.aborted) {
      try {
        const waitMs = await this.#turn();
        this.#lastTurnAt = Date.now();
        executorPulse().lastTurnAt = this.#lastTurnAt;
        if (waitMs > 0) await this.#bell.wait(waitMs);
      } catch (error) {
        log().error({ error }, 'the job queue could not be read');
        // Whatever rings meanwhile: a database in trouble is not asked more often because we are busy.
        await delay(errorPauseMs, undefined, { signal: this.#stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /** Takes what is due, sets it going, and says how long to wait before the next look, in ms. */
  async #turn(): Promise<number> {
    const { parallel, leaseMs, pollMs } = this.#options;
    const limit = parallel - this.#held.size;
    const owner = this.#owner;
    const functions = this.#functions;
    const heldIds = [...this.#held.keys()];
    if (!this.#areTimersWound) await windTimers(functions);
    this.#areTimersWound = true;
    if (this.#timed.length > 0) await cancelOverdueRuns(this.#timed);
    const putOff = this.#options.putOff?.() ?? [];
    const claimed = await claimItems({ functions, owner, limit, leaseMs, heldIds, putOff });
    this.#isBacklogged = claimed.isMore;
    for (const item of claimed.items) this.#start(item);
    if (claimed.isMore && this.#held.size < parallel) return 0;
    return Math.min(pollMs, Math.max(1, Math.ceil(claimed.nextDueMs ?? pollMs)));
  }

  #start(item: ClaimedItem): void {
    const held: Held = { item, progressMs: performance.now(), work: Promise.resolve() };
    this.#held.set(item.id, held);
    const work = driveItem(item, {
      functions: this.#byId,
      call: this.#call,
      leaseMs: this.#options.leaseMs,
      retryDelayMs: this.#options.retryDelayMs,
      isStopping: () => this.#stopping.signal.aborted,
      noteProgress: () => (held.progressMs = performance.now()),
      wake: (inMs) => this.#wake(inMs),
    });
    held.work = quietly(work).finally(() => this.#end(held));
  }

  #wake(inMs: number): void {
    // By then it is looked at anyway, and then it is seen when the moment comes.
    if (inMs >= this.#options.pollMs) return;
    if (inMs <= 0) this.#bell.ring();
    else setTimeout(() => this.#bell.ring(), inMs).unref();
  }

  #end(held: Held): void {
    // One that was given up may be held anew.
    if (this.#held.get(held.item.id) === held) this.#held.delete(held.item.id);
    if (this.#isBacklogged) this.#bell.ring();
  }

  async #beat(): Promise<void> {
    this.#giveUp();
    const tokens = [...this.#held.values()].map(({ item }) => item.leaseToken);
    if (tokens.length > 0) await quietly(prolongLeases(tokens, this.#options.leaseMs));
  }

  #giveUp(): void {
    for (const [id, { item, progressMs }] of this.#held) {
      if (performance.now() - progressMs < this.#options.longestStepMs) continue;
      this.#held.delete(id);
      const { functionId, runId, stepName, businessId } = item;
      log().error(
        { functionId, runId, stepName, businessId },
        'a job took too long and is given up',
      );
    }
  }
}

/** The queue is in the database, so whatever goes wrong here is found again when its lease ends. */
async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    log().error({ error }, 'background work was interrupted');
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
