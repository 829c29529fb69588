/** A message as the provider keeps it. */
export interface SandboxMessage {
  id: string;
  direction: 'from_customer' | 'to_customer';
  kind: string;
  text: string;
  /** ISO 8601 */
  at: string;
  status: 'sent' | 'delivered' | 'read' | 'failed';
  error_code: number | null;
  quoted_id: string | null;
}

export interface SandboxCustomer {
  /** The digits of an international number. */
  wa_id: string;
  name: string;
  reachable: boolean;
}

export interface SandboxChat {
  customer: SandboxCustomer;
  /** Hand it to the next question, which is answered when something has changed. */
  cursor: string;
  messages: SandboxMessage[];
}

/** What the sandbox would not do, in its own words. */
export class SandboxError extends Error {}

/** The provider's side of one sandbox number, as the phone page steers it. */
export function sandboxClient(phoneNumberId: string) {
  const number = { phone_number_id: phoneNumberId };
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
    write: ({ wa_id, name }: Pick<SandboxCustomer, 'wa_id' | 'name'>, text: string) =>
      call('messages', {
        body: { ...number, customer: { wa_id, ...(name === '' ? {} : { name }) }, text },
      }),
    read: (customer: string) => call('read', { body: { ...number, customer } }),
    reach: (customer: string, reachable: boolean) =>
      call('reach', { body: { ...number, customer, reachable } }),
  };
}

export type SandboxClient = ReturnType<typeof sandboxClient>;

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
