import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';

export type MessageStatus = 'sent' | 'delivered' | 'read' | 'failed';

/** One chat of one customer with one business number. */
export interface ChatKey {
  phoneNumberId: string;
  waId: string;
}

/** What happened at the provider, one line each; the present is what follows from all of them. */
export type LedgerEntry = { at: string } & (
  | { type: 'account_saved'; account: SandboxAccount }
  | ({ type: 'customer_saved'; name: string; lastWroteAt?: string } & ChatKey)
  | ({ type: 'reach_set'; reachable: boolean } & ChatKey)
  | ({ type: 'message_written'; id: string; text: string; quotedId?: string } & ChatKey)
  | AcceptedEntry
  | {
      type: 'message_refused';
      phoneNumberId: string;
      httpStatus: number;
      code: number;
      reference?: string;
    }
  | MisbehavedEntry
  | { type: 'status_changed'; id: string; status: MessageStatus; errorCode?: number }
  | ({ type: 'webhook_queued'; webhookId: string; body: string; messageId: string } & ChatKey)
  | { type: 'webhook_attempted'; webhookId: string; outcome: string }
  | { type: 'webhook_delivered'; webhookId: string }
  | { type: 'webhook_abandoned'; webhookId: string }
  | { type: 'template_saved'; wabaId: string; template: SandboxTemplate }
  | { type: 'reset' }
);

/** A message template in the provider's own words. */
export interface SandboxTemplate {
  id: string;
  name: string;
  language: string;
  category: string;
  parameter_format: string;
  status: string;
  components: ({ type: string } & Record<string, unknown>)[];
  quality?: string;
  /** Why it was refused. */
  reason?: string;
}

export interface AcceptedEntry extends ChatKey {
  type: 'message_accepted';
  id: string;
  kind: string;
  text: string;
  quotedId?: string;
  /** The sender's own id, as given in biz_opaque_callback_data. */
  reference?: string;
  body: unknown;
}

/** What it was told to do wrong, and did. */
export interface MisbehavedEntry {
  type: 'misbehaved';
  phoneNumberId: string;
  deed: Misdeed;
  /** The sender's own id of the message it was done to. */
  reference?: string;
  /** The webhook it was done to. */
  webhookId?: string;
}

/** Where the lines are kept; `append` answers only when they would survive a power cut. */
export interface Ledger {
  load(): Promise<LedgerEntry[]>;
  append(entries: readonly LedgerEntry[]): Promise<void>;
  replace(entries: readonly LedgerEntry[]): Promise<void>;
  close(): Promise<void>;
}

/** A ledger that lives as long as its object, for tests. */
export function memoryLedger(lines: LedgerEntry[] = []): Ledger {
  return {
    load: () => Promise.resolve([...lines]),
    append: (entries) => {
      lines.push(...entries);
      return Promise.resolve();
    },
    replace: (entries) => {
      lines.splice(0, lines.length, ...entries);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
