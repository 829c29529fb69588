import type { InboundContent, MessageContext, Referral } from '#server/channels/content.ts';
import type { SendFailure } from '#server/channels/failures.ts';

/** Who wrote an inbound message; `address` is already normalised, `providerUserId` outlives a hidden number. */
export interface InboundSender {
  address: string | null;
  providerUserId?: string;
  /** The same person’s id with all the linked accounts of a group of businesses. */
  parentUserId?: string;
  profileName?: string;
  username?: string;
}

/** A contact's message; at least one of the sender's address and ids is present. */
export interface InboundMessageEvent {
  type: 'message';
  externalChannelId: string;
  providerMessageId: string;
  from: InboundSender;
  occurredAt: Date;
  content: InboundContent;
  context?: MessageContext;
  quotedProviderMessageId?: string;
  /** False for what is no utterance (a reaction, a system notice): it must not reopen the reply window. */
  opensReplyWindow: boolean;
  raw: unknown;
}

export const DELIVERY_STATUSES = ['sent', 'delivered', 'read', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A receipt for a message of ours; `clientReference` is the id we sent along. */
export interface InboundStatusEvent {
  type: 'status';
  externalChannelId: string;
  providerMessageId: string;
  clientReference?: string;
  status: DeliveryStatus;
  occurredAt: Date;
  failure?: SendFailure;
  raw: unknown;
}

/** An item about one account whose items are told by the account that holds it: a WhatsApp Business Account. */
interface OfAccount {
  externalChannelId?: string;
  externalAccountId?: string;
}

/** A message that was written for the business elsewhere, on its phone or with another tool. */
export interface InboundEchoEvent {
  type: 'echo';
  externalChannelId: string;
  providerMessageId: string;
  to: InboundSender;
  occurredAt: Date;
  content: InboundContent;
  context?: MessageContext;
  quotedProviderMessageId?: string;
  raw: unknown;
}

/** An emoji put on a message, or taken off it when null. */
export interface InboundReactionEvent {
  type: 'reaction';
  externalChannelId: string;
  /** Of the message that it is on. */
  providerMessageId: string;
  side: 'contact' | 'business';
  /** The person on the other side, whoever reacted. */
  person: InboundSender;
  emoji: string | null;
  occurredAt: Date;
  raw: unknown;
}

/** A message changed by its writer, or taken back when `content` is null. */
export interface InboundRevisionEvent {
  type: 'revision';
  externalChannelId: string;
  /** Of the message that is changed. */
  providerMessageId: string;
  content: InboundContent | null;
  occurredAt: Date;
  raw: unknown;
}

/** A person has read everything up to a message, or up to a moment. */
export interface InboundWatermarkEvent {
  type: 'watermark';
  externalChannelId: string;
  from: InboundSender;
  providerMessageId?: string;
  occurredAt: Date;
  raw: unknown;
}

/** A person goes by another number or id from now on: one person stays one person. */
export interface InboundMoveEvent {
  type: 'move';
  externalChannelId: string;
  from: InboundSender;
  to: InboundSender;
  /** What the thread is to say of it, where the provider tells it as an item of the thread. */
  notice?: { providerMessageId: string; text: string };
  occurredAt: Date;
  raw: unknown;
}

/** A person told the provider whether they want marketing of this business. */
export interface InboundPreferenceEvent {
  type: 'preference';
  externalChannelId: string;
  from: InboundSender;
  wantsMarketing: boolean;
  occurredAt: Date;
  raw: unknown;
}

/** What the provider decided about a template of an account. */
export interface InboundTemplateEvent extends OfAccount {
  type: 'template';
  externalAccountId: string;
  providerTemplateId?: string;
  name: string;
  language: string;
  change:
    | { what: 'status'; status: string; reason?: string }
    | { what: 'quality'; quality: string }
    | { what: 'category'; category: string }
    | { what: 'components' };
  occurredAt: Date;
  raw: unknown;
}

/** What the provider says about the account itself; `sentence` says it to its admins. */
export interface InboundAccountEvent extends OfAccount {
  type: 'account';
  /** As people read it; of an account with several numbers, which one is meant. */
  displayAddress?: string;
  change:
    | { what: 'quality'; quality: string }
    | { what: 'limit'; newPeoplePerDay: number | null }
    | { what: 'restricted' | 'restored' | 'noted' };
  sentence: string;
  occurredAt: Date;
  raw: unknown;
}

/** A person came to the thread through an ad or a link, without writing. */
export interface InboundReferralEvent {
  type: 'referral';
  externalChannelId: string;
  from: InboundSender;
  referral: Referral;
  occurredAt: Date;
  raw: unknown;
}

/** An item that is understood and needs no action (a field or value we do not use). */
export interface InboundIgnoredEvent {
  type: 'ignored';
  externalChannelId?: string;
  reason: string;
  raw: unknown;
}

/** An item that should have been applied but cannot be read; it becomes a dead letter. */
export interface InboundRejectedEvent {
  type: 'rejected';
  externalChannelId?: string;
  reason: string;
  raw: unknown;
}

export type InboundEvent =
  | InboundMessageEvent
  | InboundEchoEvent
  | InboundStatusEvent
  | InboundReactionEvent
  | InboundRevisionEvent
  | InboundWatermarkEvent
  | InboundMoveEvent
  | InboundPreferenceEvent
  | InboundTemplateEvent
  | InboundAccountEvent
  | InboundReferralEvent
  | InboundIgnoredEvent
  | InboundRejectedEvent;
