import type { Referral, SaidContent } from '#components/sandbox/said-content.ts';

/** What stands in a message under the names of its kind, as the provider spells it. */
export type MessageContent = Record<string, unknown>;

/** A message as the provider keeps it. */
export interface SandboxMessage {
  id: string;
  direction: 'from_customer' | 'to_customer';
  kind: string;
  text: string;
  /** ISO 8601 */
  at: string;
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  error_code: number | null;
  quoted_id: string | null;
  content: MessageContent | null;
  reactions: { customer: string | null; business: string | null };
  forwarded: 'once' | 'often' | null;
  is_referred: boolean;
  is_edited: boolean;
  is_unsent: boolean;
  is_echo: boolean;
}

/** What the customer did beside writing, and whether the business was told. */
export interface SandboxDeed {
  id: string;
  at: string;
  is_told: boolean;
  deed:
    | { what: 'reacted'; messageId: string; emoji: string | null }
    | { what: 'edited'; messageId: string; text: string }
    | { what: 'unsent'; messageId: string }
    | { what: 'moved'; from: string; to: string }
    | { what: 'changed_identity' }
    | { what: 'hid_number'; username: string }
    | { what: 'showed_number' }
    | { what: 'chose_marketing'; isWanted: boolean }
    | { what: 'opened_chat' };
}

export interface SandboxCustomer {
  /** The digits of an international number. */
  wa_id: string;
  name: string;
  reachable: boolean;
  user_id: string | null;
  username: string | null;
  is_number_hidden: boolean;
  wants_marketing: boolean;
  last_wrote_at: string | null;
}

export interface SandboxChat {
  customer: SandboxCustomer;
  /** Hand it to the next question, which is answered when something has changed. */
  cursor: string;
  messages: SandboxMessage[];
  deeds: SandboxDeed[];
  typing_until: string | null;
}

/** What the sandbox would not do, in its own words. */
export class SandboxError extends Error {}

type Named = Pick<SandboxCustomer, 'wa_id' | 'name'>;

/** Beside what is said. */
export interface Beside {
  quoted_id?: string;
  forwarded?: 'once' | 'often';
  referral?: Referral;
  product?: { catalog_id: string; product_retailer_id: string };
}

/** The provider's side of one sandbox number, as the phone page steers it. */
export function sandboxClient(phoneNumberId: string) {
  const number = { phone_number_id: phoneNumberId };
  const of = (customer: string, more: object = {}) => ({
    body: { ...number, customer, ...more },
  });
  return {
    customers: async () =>
      (await call<{ customers: SandboxCustomer[] }>('customers', { query: number })).customers,
    /** Answers at the next change, at the latest after 25 seconds. */
    chat: (customer: string, cursor: string | null, signal: AbortSignal) =>
      call<SandboxChat>('feed', {
        query: { ...number, customer, ...(cursor === null ? {} : { cursor }) },
        signal,
      }),
    invent: (waId: string, name: string) =>
      call('customers', { body: { ...number, wa_id: waId, name } }),
    say: (customer: Named, content: SaidContent, beside: Beside = {}) =>
      call('say', { body: { ...number, customer: named(customer), content, ...beside } }),
    /** The sandbox keeps the file from now on; resolves with its id there. */
    addFile: async (file: File) =>
      (
        await call<{ id: string }>('media', {
          body: {
            ...number,
            mime_type: file.type === '' ? 'application/octet-stream' : file.type,
            file_name: file.name.slice(-240),
            content: await base64Of(file),
          },
        })
      ).id,
    fileUrl: (id: string) =>
      `/api/sandbox/control/file?${new URLSearchParams({ ...number, id }).toString()}`,
    react: (customer: string, message_id: string, emoji: string) =>
      call('react', of(customer, { message_id, emoji })),
    edit: (customer: string, message_id: string, text: string) =>
      call('edit', of(customer, { message_id, text })),
    unsend: (customer: string, message_id: string) => call('unsend', of(customer, { message_id })),
    play: (customer: string, message_id: string) => call('play', of(customer, { message_id })),
    move: (customer: string, to: string) => call('move', of(customer, { to })),
    /** Null shows the number again. */
    hide: (customer: string, username: string | null) => call('hide', of(customer, { username })),
    marketing: (customer: string, wanted: boolean) => call('marketing', of(customer, { wanted })),
    identity: (customer: string) => call('identity', of(customer)),
    welcome: (customer: string) => call('welcome', of(customer)),
    silence: (customer: Named, hours: number) =>
      call('silence', { body: { ...number, customer: named(customer), hours } }),
    echo: (customer: string, text: string) =>
      call('echo', of(customer, { content: { type: 'text', text } })),
    read: (customer: string) => call('read', of(customer)),
    reach: (customer: string, reachable: boolean) => call('reach', of(customer, { reachable })),
  };
}

export type SandboxClient = ReturnType<typeof sandboxClient>;

/** A deed by the name of its control. */
export function post(control: string, body: object): Promise<unknown> {
  return call(control, { body });
}

function named({ wa_id, name }: Named) {
  return { wa_id, ...(name === '' ? {} : { name }) };
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  // In slices: all at once are more arguments than a call may have.
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}

interface Question {
  query?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

async function call<Answer>(control: string, { query, body, signal }: Question): Promise<Answer> {
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`/api/sandbox/control/${control}${search && `?${search}`}`, {
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new SandboxError(sentenceIn(answer));
  return answer as Answer;
}

function sentenceIn(answer: unknown): string {
  const error = (answer as { error?: { message?: unknown } } | null)?.error;
  return typeof error?.message === 'string' ? error.message : 'The sandbox gave no answer.';
}
