import type { MessageState, ReceiptStatus, RecipientState } from '#db/schema/vocabulary.ts';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';

/** What the run itself gave to the app over HTTP. Moments are milliseconds since 1970. */
export interface Given {
  inbound: GivenInbound[];
  replies: GivenReply[];
  campaigns: GivenCampaign[];
}

/** A customer's message, as the provider delivers it. */
export interface GivenInbound {
  /** The provider's id. */
  id: string;
  waId: string;
  text: string;
  /** Its delivery was answered with 200. */
  isAcknowledged: boolean;
}

/** A member's reply; no two have the same text. */
export interface GivenReply {
  clientId: string;
  text: string;
  /** When it is to go out; null for at once. */
  dueAt: number | null;
  isAcknowledged: boolean;
  /** The sentence with which the app said no. */
  refusal: string | null;
}

/** A bulk send; no two have the same text. */
export interface GivenCampaign {
  id: string;
  text: string;
  /** How many people it is for, at least. */
  size: number;
  /** From the answer that it is paused or cancelled until it was asked to go on. */
  stops: { from: number; until: number }[];
  isCancelled: boolean;
}

/** The first witness: the provider's own ledger. */
export interface ProviderFacts {
  accepted: { id: string; reference: string; to: string; text: string; at: number }[];
  refusals: { reference: string; code: number; at: number }[];
  misdeeds: { deed: Misdeed; reference: string | null; at: number }[];
  /** Receipts that the app answered with 200. */
  receipts: { messageId: string; status: ReceiptStatus }[];
  /** Customers' messages whose webhook the app answered with 200. */
  inbound: GivenInbound[];
  /** Webhooks that the app never answered with 200. */
  owed: string[];
}

/** The second witness: the app's database. */
export interface DatabaseFacts {
  messages: MessageFact[];
  campaigns: { id: string; state: string }[];
  recipients: RecipientFact[];
  /** What is still to be done: an id and what it is, in words. */
  underWay: { id: string; what: string }[];
  /** What was given up: dead letters, unrouted items, failed jobs. */
  givenUp: { id: string; what: string }[];
  /** For each address of a customer, how many contacts and how many conversations there are. */
  people: { waId: string; contacts: number; conversations: number }[];
}

/** Somebody in a bulk send; their message has the same id. */
export interface RecipientFact {
  id: string;
  campaignId: string;
  state: RecipientState;
  reason: string | null;
  /** They had not written for a day when it was launched, so that only a template may go to them. */
  isShut: boolean;
}

export interface MessageFact {
  id: string;
  /** The bulk send that it belongs to; null for a reply. */
  campaignId: string | null;
  direction: 'inbound' | 'outbound';
  state: MessageState;
  stateAt: number;
  /** Of a bulk send the moment at which it was first taken to be sent. */
  createdAt: number;
  /** How often it was taken to be sent, as the app counts it. */
  attempts: number;
  /** A person may have it sent again. */
  canRetry: boolean;
  failureCode: string | null;
  clientId: string | null;
  providerMessageId: string | null;
  waId: string;
  text: string;
}

export interface OutageFact {
  from: number;
  until: number;
  /** The app called meanwhile, in vain. */
  isNoticed: boolean;
}

export interface Facts {
  given: Given;
  provider: ProviderFacts;
  database: DatabaseFacts;
  sendsPerSecond: number;
  kills: { target: 'app' | 'postgres'; at: number }[];
  /** When the provider's port refused every connection. */
  outages: OutageFact[];
  /** How often each was to be killed, to be away, and a message to be done wrong to. */
  planned: { app: number; postgres: number; outages: number; faults: number };
  /** What the app did that it must never do, such as ending by itself. */
  mishaps: string[];
}
