import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';

export type MessageStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed';
/** What stands in a message under the names of its kind, as the provider spells it. */
export type MessageContent = Record<string, unknown>;

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
  | ({ type: 'user_id_given'; userId: string } & ChatKey)
  | ({ type: 'silence_set'; lastWroteAt: string } & ChatKey)
  | ({ type: 'typing_shown' } & ChatKey)
  | WrittenEntry
  | EchoedEntry
  | DeedEntry
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

/** A customer's message; a text has neither kind nor content. */
export interface WrittenEntry extends ChatKey {
  type: 'message_written';
  id: string;
  text: string;
  quotedId?: string;
  kind?: string;
  content?: MessageContent;
  forwarded?: Forwarded;
  /** The ad it came from. */
  referral?: MessageContent;
  product?: AskedProduct;
}

/** The product of the catalogue that a message asks about. */
export interface AskedProduct {
  catalog_id: string;
  product_retailer_id: string;
}

export type Forwarded = 'once' | 'often';

/** A message that the business wrote in its app on the phone, not through the API. */
export interface EchoedEntry extends ChatKey {
  type: 'message_echoed';
  id: string;
  kind: string;
  text: string;
  content: MessageContent;
}

/** What a customer did beside writing; `id` is the provider's own of it. */
export interface DeedEntry extends ChatKey {
  type: 'deed_done';
  id: string;
  deed: Deed;
  /** Its webhook was taken; written only when the ledger is made shorter. */
  isTold?: true;
}

export type Deed =
  /** Null takes the emoji off again. */
  | { what: 'reacted'; messageId: string; emoji: string | null }
  | { what: 'edited'; messageId: string; text: string; content: MessageContent }
  | { what: 'unsent'; messageId: string }
  | { what: 'moved'; from: string; to: string; userId?: string }
  | { what: 'changed_identity' }
  | { what: 'hid_number'; username: string }
  | { what: 'showed_number' }
  | { what: 'chose_marketing'; isWanted: boolean }
  | { what: 'opened_chat' };

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
  /** What the phone shows of it, where the body alone does not tell. */
  content?: MessageContent;
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
