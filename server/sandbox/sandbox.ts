import { randomBytes } from 'node:crypto';

import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { hasBearer } from '#server/sandbox/bearer.ts';
import { callOf, responseOf, segmentsOf } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import { systemClock } from '#server/sandbox/clock.ts';
import type { Clock } from '#server/sandbox/clock.ts';
import { compactLedger } from '#server/sandbox/compact-ledger.ts';
import { answerControl } from '#server/sandbox/control-api.ts';
import type { Authorize } from '#server/sandbox/control-api.ts';
import { createConditions } from '#server/sandbox/conditions.ts';
import type { Happening, SandboxCore } from '#server/sandbox/core.ts';
import { createCourier } from '#server/sandbox/courier.ts';
import { answerGraph } from '#server/sandbox/graph-api.ts';
import { answerInstagram } from '#server/sandbox/instagram-api.ts';
import type { ChatKey, Ledger, LedgerEntry } from '#server/sandbox/ledger.ts';
import { memoryShelf } from '#server/sandbox/media-shelf.ts';
import type { MediaShelf } from '#server/sandbox/media-shelf.ts';
import { createMisbehaviour } from '#server/sandbox/misbehaviour.ts';
import { createReviewer } from '#server/sandbox/review-template.ts';
import type { SandboxSecrets } from '#server/sandbox/secrets.ts';
import { applyEntry, emptyState } from '#server/sandbox/state.ts';

const COMPACT_FROM_LINES = 50_000;

export interface SandboxOptions {
  ledger: Ledger;
  secrets: SandboxSecrets;
  /** Numbers that exist from the start; what the ledger knows of them wins, but for the webhook address. */
  accounts?: readonly SandboxAccount[];
  /** Where files lie; without one they live as long as the sandbox. */
  media?: MediaShelf;
  /** Where the app reaches it; without one, where its callers do. */
  origin?: string;
  clock?: Clock;
  fetch?: typeof globalThis.fetch;
  randomBytes?: (size: number) => Uint8Array;
}

export interface SeededCustomer extends ChatKey {
  name: string;
  lastWroteAt?: Date;
}

export interface Sandbox {
  /** Loads the ledger and sends the webhooks that are still owed. */
  start(): Promise<void>;
  /** Answers a call of the Graph or the control API; throws DropConnection when told to. */
  handle(request: Request, authorize?: Authorize): Promise<Response>;
  /** Makes customers known, so that the 24-hour window of seeded conversations is theirs. */
  saveCustomers(customers: readonly SeededCustomer[]): Promise<void>;
  /** Resolves when no webhook is on its way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** A sandbox in this very process. */
export interface OwnSandbox extends Sandbox {
  /** As `handle`, of a call that has not been made a Request. */
  answer(call: Call, authorize?: Authorize): Promise<Answer>;
}

/** The provider's side of WhatsApp: takes messages, keeps a ledger, sends signed webhooks. */
export function createSandbox(options: SandboxOptions): OwnSandbox {
  const core = createCore(options);
  let started: Promise<void> | undefined;
  const start = () => (started ??= load(core, options));
  const answer: OwnSandbox['answer'] = async (call, authorize) => {
    await start();
    const path = segmentsOf(call);
    if (path[0] !== 'control') {
      return (await answerInstagram(core, call, path)) ?? answerGraph(core, call, path);
    }
    const isHolder = hasBearer(call.authorization, core.secrets.controlToken);
    const allowed: Authorize = (number) =>
      isHolder ? Promise.resolve(true) : (authorize?.(number) ?? Promise.resolve(false));
    return answerControl(core, call, path.slice(1).join('/'), allowed);
  };
  return {
    start,
    answer,
    handle: async (request, authorize) =>
      responseOf(await answer(await callOf(request), authorize), request.headers.get('range')),
    async saveCustomers(customers) {
      await start();
      await core.record(
        ...customers.map(({ lastWroteAt, ...customer }): Happening => ({
          type: 'customer_saved',
          ...customer,
          ...(lastWroteAt === undefined ? {} : { lastWroteAt: lastWroteAt.toISOString() }),
        })),
      );
    },
    idle: () => core.courier.idle(),
    async stop() {
      core.reviewer.stop();
      await core.courier.stop();
      await options.ledger.close();
    },
  };
}

function createCore(options: SandboxOptions): SandboxCore {
  const { ledger, secrets, clock = systemClock, fetch = globalThis.fetch } = options;
  const random = options.randomBytes ?? randomBytes;
  const state = emptyState();
  const misbehaviour = createMisbehaviour();
  const watchers = new Set<() => void>();
  const record = async (...happenings: Happening[]): Promise<void> => {
    const at = clock.now().toISOString();
    const entries = happenings.map((happening): LedgerEntry => ({
      ...happening,
      at: happening.at ?? at,
    }));
    for (const entry of entries) applyEntry(state, entry);
    await ledger.append(entries);
    for (const entry of entries) {
      if (entry.type === 'webhook_queued') courier.offer(entry.webhookId);
      if (entry.type === 'account_saved') courier.release();
      if (entry.type === 'template_saved') reviewer.offer(entry.wabaId, entry.template);
    }
    for (const recorded of [...watchers]) recorded();
  };
  const courier = createCourier({
    state,
    clock,
    misbehaviour,
    appSecret: secrets.appSecret,
    fetch,
    random: () => (random(1)[0] ?? 0) / 256,
    record,
  });
  const randomHex = (bytes: number) => Buffer.from(random(bytes)).toString('hex');
  const reviewer = createReviewer({ state, clock, record, randomHex });
  return {
    state,
    clock,
    secrets,
    misbehaviour,
    conditions: createConditions(),
    courier,
    reviewer,
    media: options.media ?? memoryShelf(),
    origin: options.origin,
    fetch,
    record,
    randomHex,
    watch(recorded) {
      watchers.add(recorded);
      return () => watchers.delete(recorded);
    },
  };
}

async function load(core: SandboxCore, { ledger, accounts = [] }: SandboxOptions): Promise<void> {
  const entries = await ledger.load();
  for (const entry of entries) applyEntry(core.state, entry);
  if (entries.length >= COMPACT_FROM_LINES) {
    await ledger.replace(compactLedger(core.state, core.clock.now().toISOString()));
  }
  const given = accounts.map((account): Happening => {
    const known = core.state.accounts.get(account.phoneNumberId);
    const webhookUrl = account.webhookUrl ?? known?.webhookUrl;
    return {
      type: 'account_saved',
      account: { ...account, ...known, ...(webhookUrl === undefined ? {} : { webhookUrl }) },
    };
  });
  if (given.length > 0) await core.record(...given);
  for (const webhookId of core.state.webhooks.keys()) core.courier.offer(webhookId);
  core.reviewer.resume();
}
