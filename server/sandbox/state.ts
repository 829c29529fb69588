import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { applyDeed, reactTo } from '#server/sandbox/apply-deed.ts';
import type {
  AcceptedEntry,
  AskedProduct,
  ChatKey,
  Deed,
  EchoedEntry,
  Forwarded,
  LedgerEntry,
  MessageContent,
  MessageStatus,
  SandboxTemplate,
  WrittenEntry,
} from '#server/sandbox/ledger.ts';

export interface SandboxMessage {
  id: string;
  direction: 'from_customer' | 'to_customer';
  kind: string;
  text: string;
  at: string;
  status: MessageStatus;
  errorCode?: number;
  quotedId?: string;
  /** The entry that accepted it, for messages that the business sent through the API. */
  accepted?: AcceptedEntry;
  content?: MessageContent;
  forwarded?: Forwarded;
  referral?: MessageContent;
  product?: AskedProduct;
  isEcho?: true;
  isEdited?: true;
  isUnsent?: true;
  reactions?: { customer?: string; business?: string };
}

/** Something a customer did, and whether the business was told. */
export interface DoneDeed {
  id: string;
  at: string;
  deed: Deed;
  isTold: boolean;
}

export interface Chat extends ChatKey {
  name: string;
  reachable: boolean;
  /** The customer's id for this business alone; outlives a hidden number. */
  userId?: string;
  username?: string;
  isNumberHidden?: true;
  hasStoppedMarketing?: true;
  /** When the business was last seen typing. */
  typingAt?: string;
  /** When the customer last wrote to this number: the 24-hour window opens then. */
  lastWroteAt?: string;
  messages: SandboxMessage[];
  deeds: DoneDeed[];
  /** Grows with every change, so that a feed can tell whether it has seen the latest. */
  revision: number;
}

export interface QueuedWebhook extends ChatKey {
  webhookId: string;
  body: string;
  messageId: string;
  queuedAt: string;
  attempts: number;
}

export interface SandboxState {
  accounts: Map<string, SandboxAccount>;
  chats: Map<string, Chat>;
  /** Every message by its id, with the chat it belongs to. */
  messages: Map<string, { message: SandboxMessage; chat: Chat }>;
  /** Every deed whose telling is still owed, by its id. */
  untold: Map<string, { done: DoneDeed; chat: Chat }>;
  webhooks: Map<string, QueuedWebhook>;
  /** Of each WhatsApp Business Account by id: what was made, changed or removed there. */
  templates: Map<string, Map<string, SandboxTemplate>>;
  refusals: Extract<LedgerEntry, { type: 'message_refused' }>[];
  misdeeds: Extract<LedgerEntry, { type: 'misbehaved' }>[];
}

export function emptyState(): SandboxState {
  return {
    accounts: new Map(),
    chats: new Map(),
    messages: new Map(),
    untold: new Map(),
    webhooks: new Map(),
    templates: new Map(),
    refusals: [],
    misdeeds: [],
  };
}

/** The chat with a customer, if they were ever heard of. */
export function findChat(state: SandboxState, { phoneNumberId, waId }: ChatKey): Chat | undefined {
  return state.chats.get(`${phoneNumberId}/${waId}`);
}

/** The chat with whom a business knows by an id alone. */
export function findChatByUserId(
  state: SandboxState,
  phoneNumberId: string,
  userId: string,
): Chat | undefined {
  for (const chat of state.chats.values()) {
    if (chat.phoneNumberId === phoneNumberId && chat.userId === userId) return chat;
  }
  return undefined;
}

/** A chat in which nothing has happened. */
export function emptyChat({ phoneNumberId, waId }: ChatKey): Chat {
  return { phoneNumberId, waId, name: '', reachable: true, messages: [], deeds: [], revision: 0 };
}

/** A message from the business as it is the moment it is taken. */
export function acceptedMessage(accepted: AcceptedEntry & { at: string }): SandboxMessage {
  const { id, kind, text, at, quotedId } = accepted;
  const quoted = quotedId === undefined ? {} : { quotedId };
  return { id, direction: 'to_customer', kind, text, at, status: 'sent', ...quoted, accepted };
}

/** Brings the state forward by one line of the ledger. */
export function applyEntry(state: SandboxState, entry: LedgerEntry): void {
  switch (entry.type) {
    case 'account_saved':
      state.accounts.set(entry.account.phoneNumberId, entry.account);
      return;
    case 'customer_saved': {
      const chat = touchChat(state, entry);
      chat.name = entry.name;
      chat.lastWroteAt = latest(chat.lastWroteAt, entry.lastWroteAt);
      return;
    }
    case 'reach_set':
      touchChat(state, entry).reachable = entry.reachable;
      return;
    case 'user_id_given':
      touchChat(state, entry).userId = entry.userId;
      return;
    case 'silence_set':
      touchChat(state, entry).lastWroteAt = entry.lastWroteAt;
      return;
    case 'typing_shown':
      touchChat(state, entry).typingAt = entry.at;
      return;
    case 'message_written':
    case 'message_echoed':
    case 'message_accepted':
      addMessage(state, entry);
      return;
    case 'deed_done':
      applyDeed(state, touchChat(state, entry), entry);
      return;
    case 'message_refused':
      state.refusals.push(entry);
      return;
    case 'misbehaved':
      state.misdeeds.push(entry);
      return;
    case 'status_changed':
      changeStatus(state, entry);
      return;
    case 'template_saved': {
      const { wabaId, template } = entry;
      const known = state.templates.get(wabaId) ?? new Map<string, SandboxTemplate>();
      state.templates.set(wabaId, known.set(template.id, template));
      return;
    }
    case 'reset':
      resetChats(state);
      return;
    default:
      applyWebhookEntry(state, entry);
  }
}

type WebhookEntry = Extract<
  LedgerEntry,
  { type: 'webhook_queued' | 'webhook_attempted' | 'webhook_delivered' | 'webhook_abandoned' }
>;

function applyWebhookEntry(state: SandboxState, entry: WebhookEntry): void {
  const { webhookId } = entry;
  if (entry.type === 'webhook_queued') {
    const { phoneNumberId, waId, body, messageId, at } = entry;
    const queued = { webhookId, phoneNumberId, waId, body, messageId, queuedAt: at, attempts: 0 };
    state.webhooks.set(webhookId, queued);
    return;
  }
  const webhook = state.webhooks.get(webhookId);
  if (webhook === undefined) return;
  if (entry.type === 'webhook_attempted') {
    webhook.attempts += 1;
    return;
  }
  state.webhooks.delete(webhookId);
  if (entry.type === 'webhook_delivered') noteTold(state, webhook.messageId);
}

/** The customer's own message, or what they did, has reached the business. */
function noteTold(state: SandboxState, id: string): void {
  const untold = state.untold.get(id);
  if (untold !== undefined) {
    untold.done.isTold = true;
    untold.chat.revision += 1;
    state.untold.delete(id);
  }
  const about = state.messages.get(id);
  if (about?.message.direction !== 'from_customer' || about.message.status !== 'sent') return;
  about.message.status = 'delivered';
  about.chat.revision += 1;
}

function addMessage(
  state: SandboxState,
  entry: (WrittenEntry | EchoedEntry | AcceptedEntry) & { at: string },
): void {
  const chat = touchChat(state, entry);
  const message = messageOf(entry);
  chat.messages.push(message);
  state.messages.set(message.id, { message, chat });
  if (entry.type === 'message_written') chat.lastWroteAt = latest(chat.lastWroteAt, entry.at);
  else if (chat.typingAt !== undefined) delete chat.typingAt;
  if (message.kind === 'reaction' && entry.type === 'message_accepted') reactTo(state, entry);
}

function messageOf(
  entry: (WrittenEntry | EchoedEntry | AcceptedEntry) & { at: string },
): SandboxMessage {
  if (entry.type === 'message_accepted') return acceptedMessage(entry);
  if (entry.type === 'message_echoed') {
    const { id, kind, text, content, at } = entry;
    const from = { direction: 'to_customer', status: 'delivered', isEcho: true } as const;
    return { id, kind, text, content, at, ...from };
  }
  const { type: _type, phoneNumberId: _number, waId: _waId, kind = 'text', ...written } = entry;
  return { ...written, kind, direction: 'from_customer', status: 'sent' };
}

function changeStatus(
  state: SandboxState,
  entry: Extract<LedgerEntry, { type: 'status_changed' }>,
): void {
  const found = state.messages.get(entry.id);
  if (found === undefined) return;
  found.message.status = entry.status;
  if (entry.errorCode !== undefined) found.message.errorCode = entry.errorCode;
  found.chat.revision += 1;
}

function resetChats(state: SandboxState): void {
  for (const map of [state.chats, state.messages, state.untold, state.webhooks]) map.clear();
  for (const list of [state.refusals, state.misdeeds]) list.length = 0;
}

function touchChat(state: SandboxState, key: ChatKey): Chat {
  const existing = findChat(state, key);
  if (existing !== undefined) {
    existing.revision += 1;
    return existing;
  }
  const chat = { ...emptyChat(key), revision: 1 };
  state.chats.set(`${chat.phoneNumberId}/${chat.waId}`, chat);
  return chat;
}

function latest(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}
