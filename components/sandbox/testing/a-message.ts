import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';

/** A customer's text, but for what is said otherwise. */
export function aMessage(overrides: Partial<SandboxMessage> = {}): SandboxMessage {
  return {
    id: 'wamid.1',
    direction: 'from_customer',
    kind: 'text',
    text: 'Hello?',
    at: '2026-11-21T09:00:00.000Z',
    status: 'sent',
    error_code: null,
    quoted_id: null,
    content: null,
    reactions: { customer: null, business: null },
    forwarded: null,
    is_referred: false,
    is_edited: false,
    is_unsent: false,
    is_echo: false,
    ...overrides,
  };
}
