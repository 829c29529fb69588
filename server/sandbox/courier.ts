import type { Clock } from '#server/sandbox/clock.ts';
import type { Happening } from '#server/sandbox/core.ts';
import type { Misbehaviour, Misdeed } from '#server/sandbox/misbehaviour.ts';
import type { QueuedWebhook, SandboxState } from '#server/sandbox/state.ts';
import { signature } from '#server/sandbox/webhook-payload.ts';

const MOST_IN_FLIGHT = 16;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5 * 60_000;
const ANSWER_TIMEOUT_MS = 20_000;
const GIVE_UP_AFTER_MS = 7 * 24 * 3600_000;
const REORDER_WITHIN_MS = 150;

export interface CourierDeps {
  state: SandboxState;
  clock: Clock;
  misbehaviour: Misbehaviour;
  appSecret: string;
  fetch: typeof globalThis.fetch;
  /** A number from 0 up to 1. */
  random(): number;
  record(...happenings: Happening[]): Promise<void>;
}

export interface Courier {
  /** Takes a queued webhook on its way. */
  offer(webhookId: string): void;
  /** Sends what was held back, or had no address to go to, and now may go. */
  release(): void;
  /** Resolves when no webhook is on its way; those waiting for a retry do not count. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Delivers queued webhooks until they are answered with 200, with back-off, in order per chat at first try. */
export function createCourier(deps: CourierDeps): Courier {
  return new WebhookCourier(deps);
}

class WebhookCourier implements Courier {
  readonly #deps: CourierDeps;
  readonly #ready: { webhookId: string; lane?: string }[] = [];
  readonly #lanes = new Map<string, string[]>();
  readonly #held: string[] = [];
  readonly #shuffled: string[] = [];
  readonly #timers = new Set<() => void>();
  #inFlight = 0;
  #isStopped = false;
  #idleWaiters: (() => void)[] = [];

  constructor(deps: CourierDeps) {
    this.#deps = deps;
  }

  offer(webhookId: string): void {
    const webhook = this.#deps.state.webhooks.get(webhookId);
    if (webhook === undefined || this.#isStopped) return;
    const { misbehaviour, state } = this.#deps;
    const manners = misbehaviour.of(webhook.phoneNumberId);
    const hasAddress = state.accounts.get(webhook.phoneNumberId)?.webhookUrl !== undefined;
    if (manners.hold_webhooks || !hasAddress) {
      this.#held.push(webhookId);
    } else if (manners.reorder_webhooks) {
      this.#shuffled.push(webhookId);
      if (this.#shuffled.length === 1)
        this.#later(REORDER_WITHIN_MS, () => {
          this.#sendShuffled();
        });
    } else {
      this.#queueInLane(webhook);
    }
    this.#pump();
  }

  release(): void {
    for (const webhookId of this.#held.splice(0)) this.offer(webhookId);
  }

  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#ready.length = 0;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    await this.idle();
  }

  /** One webhook of a chat at a time, until its first try is over: so ticks arrive in order. */
  #queueInLane({ webhookId, phoneNumberId, waId }: QueuedWebhook): void {
    const lane = `${phoneNumberId}/${waId}`;
    const waiting = this.#lanes.get(lane);
    if (waiting !== undefined) {
      waiting.push(webhookId);
      return;
    }
    this.#lanes.set(lane, []);
    this.#ready.push({ webhookId, lane });
  }

  #leaveLane(lane: string | undefined): void {
    if (lane === undefined) return;
    const next = this.#lanes.get(lane)?.shift();
    if (next === undefined) this.#lanes.delete(lane);
    else this.#ready.push({ webhookId: next, lane });
  }

  #sendShuffled(): void {
    const bag = this.#shuffled.splice(0);
    for (let last = bag.length - 1; last > 0; last -= 1) {
      const other = Math.floor(this.#deps.random() * (last + 1));
      const [moved] = bag.splice(other, 1);
      if (moved !== undefined) bag.push(moved);
    }
    this.#ready.push(...bag.map((webhookId) => ({ webhookId })));
    this.#pump();
    const { state, record } = this.#deps;
    const moved = bag.length < 2 ? [] : bag.map((webhookId) => state.webhooks.get(webhookId));
    const misdeeds = moved.filter((webhook) => webhook !== undefined);
    // Not waited for: a ledger that cannot be written keeps no webhook back.
    record(...misdeeds.map((webhook) => misdeedOn(webhook, 'reorder_webhooks'))).catch(
      () => undefined,
    );
  }

  #pump(): void {
    while (!this.#isStopped && this.#inFlight < MOST_IN_FLIGHT) {
      const next = this.#ready.shift();
      if (next === undefined) break;
      this.#inFlight += 1;
      void this.#deliver(next.webhookId)
        // The ledger could not be written (a full disk): the webhook is still owed.
        .catch(() => {
          this.#later(LONGEST_RETRY_MS, () => {
            this.offer(next.webhookId);
          });
        })
        .then(() => {
          this.#afterTry(next.lane);
        });
    }
  }

  #afterTry(lane: string | undefined): void {
    this.#inFlight -= 1;
    this.#leaveLane(lane);
    this.#pump();
    if (this.#isIdle()) for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  async #deliver(webhookId: string): Promise<void> {
    const { state, clock, record, misbehaviour } = this.#deps;
    const webhook = state.webhooks.get(webhookId);
    if (webhook === undefined) return;
    const copies = 1 + misbehaviour.of(webhook.phoneNumberId).duplicate_webhooks;
    if (copies > 1) await record(misdeedOn(webhook, 'duplicate_webhooks'));
    const outcomes = await Promise.all(Array.from({ length: copies }, () => this.#post(webhook)));
    if (outcomes.includes('200')) {
      await record({ type: 'webhook_delivered', webhookId });
      return;
    }
    if (clock.now().getTime() - Date.parse(webhook.queuedAt) > GIVE_UP_AFTER_MS) {
      await record({ type: 'webhook_abandoned', webhookId });
      return;
    }
    const wait = this.#retryDelay(webhook.attempts);
    await record({ type: 'webhook_attempted', webhookId, outcome: outcomes[0] ?? '' });
    this.#later(wait, () => {
      this.offer(webhookId);
    });
  }

  async #post({ phoneNumberId, body }: QueuedWebhook): Promise<string> {
    const url = this.#deps.state.accounts.get(phoneNumberId)?.webhookUrl;
    if (url === undefined) return 'no webhook address';
    try {
      const response = await this.#deps.fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'facebookexternalua',
          'x-hub-signature-256': signature(body, this.#deps.appSecret),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      await response.arrayBuffer();
      return String(response.status);
    } catch (error) {
      return error instanceof Error ? error.message : 'failed';
    }
  }

  #retryDelay(attempts: number): number {
    const doubled = Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_RETRY_MS);
    return doubled * (0.8 + 0.4 * this.#deps.random());
  }

  #later(milliseconds: number, run: () => void): void {
    const cancel = this.#deps.clock.after(milliseconds, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }

  #isIdle(): boolean {
    return this.#inFlight === 0 && (this.#isStopped || this.#ready.length === 0);
  }
}

function misdeedOn({ phoneNumberId, webhookId }: QueuedWebhook, deed: Misdeed): Happening {
  return { type: 'misbehaved', phoneNumberId, deed, webhookId };
}
