import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { Clock } from '#server/sandbox/clock.ts';
import { memoryLedger } from '#server/sandbox/ledger.ts';
import type { LedgerEntry } from '#server/sandbox/ledger.ts';
import { memoryShelf } from '#server/sandbox/media-shelf.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import type { Authorize } from '#server/sandbox/control-api.ts';
import type { ConversationView } from '#server/sandbox/views.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';

export const NUMBER = '109000000000001';
export const ASHA = '919812345670';
export const secrets = sandboxSecrets('a secret only for tests');

/** A clock that stands still until it is moved; what falls due runs in order. */
export function manualClock(start = '2026-01-01T10:00:00.000Z') {
  let now = Date.parse(start);
  let timers: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => new Date(now),
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  return {
    clock,
    waiting: () => timers.map(({ at }) => at - now).sort((one, other) => one - other),
    move(milliseconds: number) {
      now += milliseconds;
      const due = timers.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
      timers = timers.filter(({ at }) => at > now);
      for (const { run } of due) run();
    },
  };
}

export interface Delivery {
  url: string;
  signature: string;
  raw: string;
  value: WebhookValue;
}

export interface WebhookValue {
  metadata: { phone_number_id: string; display_phone_number: string };
  contacts?: { profile: { name: string }; wa_id: string; user_id?: string }[];
  message_echoes?: Record<string, unknown>[];
  user_preferences?: Record<string, unknown>[];
  messages?: {
    id: string;
    from: string;
    from_user_id?: string;
    type: string;
    timestamp: string;
    text: { body: string };
    context?: { id: string };
  }[];
  statuses?: {
    id: string;
    status: string;
    timestamp: string;
    recipient_id: string;
    biz_opaque_callback_data?: string;
    conversation?: { expiration_timestamp?: string };
    pricing?: unknown;
    errors?: { code: number }[];
  }[];
}

/** A business's webhook address that notes what arrives and answers as it is told. */
export function webhookReceiver() {
  const deliveries: Delivery[] = [];
  let answer: (url: string) => Response | Promise<Response> = () => new Response('ok');
  const receive: typeof globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (init?.method !== 'POST') return Promise.resolve(answer(url));
    const raw = typeof init.body === 'string' ? init.body : '';
    const envelope = JSON.parse(raw) as { entry: [{ changes: [{ value: WebhookValue }] }] };
    const signature = new Headers(init.headers).get('x-hub-signature-256') ?? '';
    deliveries.push({ url, signature, raw, value: envelope.entry[0].changes[0].value });
    return Promise.resolve(answer(url));
  };
  return {
    deliveries,
    fetch: receive,
    answerWith(next: typeof answer) {
      answer = next;
    },
    /** The delivered statuses in order, e.g. ['sent', 'delivered']. */
    statuses: () =>
      deliveries.flatMap(({ value }) => (value.statuses ?? []).map(({ status }) => status)),
    texts: () =>
      deliveries.flatMap(({ value }) => (value.messages ?? []).map(({ text }) => text.body)),
  };
}

export function testAccount(overrides: Partial<SandboxAccount> = {}): SandboxAccount {
  return {
    phoneNumberId: NUMBER,
    displayPhoneNumber: '912255501234',
    verifiedName: 'Test Salon',
    wabaId: '220000000000001',
    webhookUrl: 'http://app.test/api/webhooks/whatsapp',
    autoRead: false,
    ...overrides,
  };
}

/** A sandbox in memory, on a clock of its own, with ways to call it. */
export function startSandbox(
  options: { account?: Partial<SandboxAccount>; lines?: LedgerEntry[]; authorize?: Authorize } = {},
) {
  const lines = options.lines ?? [];
  const time = manualClock();
  const webhook = webhookReceiver();
  let seed = 0;
  const media = memoryShelf();
  const sandbox = createSandbox({
    ledger: memoryLedger(lines),
    secrets,
    accounts: [testAccount(options.account)],
    clock: time.clock,
    fetch: webhook.fetch,
    media,
    randomBytes: (size) =>
      Uint8Array.from({ length: size }, () => (seed = (seed * 137 + 41) % 65_521)),
  });
  const call = (method: string, path: string, token: string, body?: unknown) =>
    sandbox.handle(
      new Request(`http://sandbox.test/api/sandbox/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
      options.authorize,
    );
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    (await call(method, `control/${path}`, secrets.controlToken, body)).json();
  const idOf = async (response: Promise<Response>) =>
    ((await (await response).json()) as { messages: [{ id: string }] }).messages[0].id;
  return {
    sandbox,
    /** Puts the one file on the shelf that sayings are made of. */
    keepFile: (mimeType = 'image/png') =>
      media.keep('900000000000001', {
        phoneNumberId: NUMBER,
        mimeType,
        fileName: 'form.png',
        bytes: new Uint8Array([0xab, 0xcd]),
      }),
    lines,
    time,
    webhook,
    call,
    control,
    /** The business sends this; resolves with its id at the provider. */
    send: (content: Record<string, unknown>) =>
      idOf(
        call('POST', `v23.0/${NUMBER}/messages`, secrets.accessToken, {
          messaging_product: 'whatsapp',
          to: ASHA,
          ...content,
        }),
      ),
    /** A customer's deed. */
    act: (name: string, body: Record<string, unknown> = {}) =>
      call('POST', `control/${name}`, secrets.controlToken, {
        phone_number_id: NUMBER,
        customer: ASHA,
        ...body,
      }),
    graph: (body: unknown, token = secrets.accessToken, number = NUMBER) =>
      call('POST', `v23.0/${number}/messages`, token, body),
    write: (text: string, extra: Record<string, unknown> = {}) =>
      control('POST', 'messages', {
        phone_number_id: NUMBER,
        customer: { wa_id: ASHA, name: 'Asha Menon' },
        text,
        ...extra,
      }) as Promise<{ id: string }>,
    conversation: () =>
      control(
        'GET',
        `conversation?phone_number_id=${NUMBER}&customer=${ASHA}`,
      ) as Promise<ConversationView>,
    misbehave: (settings: Record<string, unknown>) => control('POST', 'misbehave', settings),
  };
}

export function textBody(text: string, overrides: Record<string, unknown> = {}) {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: ASHA,
    type: 'text',
    text: { body: text, preview_url: false },
    biz_opaque_callback_data: 'reference-1',
    ...overrides,
  };
}
