import type { Readable } from 'node:stream';
import type { ZodType } from 'zod';
import type {
  FileKind,
  InboundContent,
  MessageContext,
  OutboundContent,
  Referral,
} from '#server/channels/content.ts';
import type {
  ParameterFormat,
  ProviderCategory,
  ProviderStatus,
  ProviderTemplate,
  TemplateDraft,
  TemplateParts,
  TemplateResult,
} from '#server/channels/template-parts.ts';

/** The kinds of channel a business can connect; the registry has an adapter for each. */
export const CHANNEL_KINDS = ['whatsapp', 'instagram'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Where a provider is spoken to; what each is by default is the channel port's to know. */
export type ProviderApi = 'facebook_graph' | 'instagram_graph';

/** Everything an adapter needs to reach one connected account of a provider. */
export interface ChannelConnection {
  kind: ChannelKind;
  /** The provider's id of the account, e.g. WhatsApp's phone_number_id. */
  externalId: string;
  /** Root of the provider's API without a trailing slash: the provider, the sandbox or a test server. */
  baseUrl: string;
  /** Secrets as stored; each adapter parses them with its own `credentials` schema. */
  credentials: unknown;
}

/** What one kind of file may be; without types it may be of any. */
export interface FileLimit {
  maxBytes: number;
  mimeTypes: readonly string[];
}

/** What a channel can do; rules that differ by channel read this, never the kind. */
export interface ChannelCapabilities {
  /** Hours after the contact's last message in which free text is allowed; null = always. */
  replyWindowHours: number | null;
  /** The same for what a person writes themselves, where that is longer. */
  humanReplyWindowHours?: number;
  maxTextLength: number;
  /** In UTF-8, where the provider counts bytes; what is longer is sent as several messages. */
  maxTextBytes?: number;
  /** Whether a file may carry words; where not, they go as a message of their own. */
  captions: boolean;
  /** The only emojis that may be put on a message, where not every one may. */
  reactionEmojis?: readonly string[];
  /** Whether an address is a phone number, as opposed to an id that means nothing elsewhere. */
  addressIsPhone: boolean;
  readReceipts: boolean;
  templates: boolean;
  attachments: boolean;
  /** What members may send of each kind of file. */
  files: Record<FileKind, FileLimit>;
  quotes: boolean;
}

/** Who wrote an inbound message; `address` is already normalised, `providerUserId` outlives a changed number. */
export interface InboundSender {
  address: string | null;
  providerUserId?: string;
  profileName?: string;
  username?: string;
}

/** A contact's message; at least one of from.address and from.providerUserId is present. */
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

/** Our own reasons for a refused or failed message; every provider's codes map to these. */
export const FAILURE_CODES = [
  'credentials_invalid',
  'permission_missing',
  'rate_limited',
  'recipient_rate_limited',
  'spam_restricted',
  'marketing_held_back',
  'marketing_opted_out',
  'daily_limit_reached',
  'reply_window_closed',
  'recipient_unreachable',
  'recipient_in_experiment',
  'country_restricted',
  'account_blocked',
  'payment_required',
  'number_not_registered',
  'provider_maintenance',
  /** The account cannot be reached at all: it says nothing about the message. */
  'provider_down',
  'provider_unavailable',
  'request_invalid',
  'recipient_is_sender',
  'recipient_not_allowed',
  'display_name_not_approved',
  'content_unsupported',
  'media_download_failed',
  'media_upload_failed',
  'recipient_id_unsupported',
  'marketing_api_disabled',
  'template_invalid',
  'template_unavailable',
  'registration_limited',
  'identity_changed',
  'text_empty',
  'text_too_long',
  'unknown_failure',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** A known refusal: `message` is one plain sentence for people, the provider's own words stay beside it. */
export interface SendFailure {
  code: FailureCode;
  message: string;
  providerCode?: string;
  providerTitle?: string;
  providerDetail?: string;
  retryable: boolean;
  retryAfterSeconds?: number;
}

/** A message for one contact; `clientReference` is our message id, echoed in every receipt. */
export interface OutboundMessage {
  clientReference: string;
  to: { address: string } | { providerUserId: string };
  content: OutboundContent;
  quotedProviderMessageId?: string;
  /** A person's own words after the reply window, which some providers allow when it is said. */
  isLateReply?: true;
}

export type SendResult =
  { ok: true; providerMessageId: string } | { ok: false; failure: SendFailure };

/** A file to be handed to a provider; `open` reads it from its start, each time anew. */
export interface FileToUpload {
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  open(): Readable;
}

export type UploadResult =
  { ok: true; providerMediaId: string } | { ok: false; failure: SendFailure };
/** What a person shows of themselves; an address of a picture lasts only for a while. */
export interface Profile {
  name?: string;
  username?: string;
  pictureUrl?: string;
}

export type ProfileResult = { ok: true; profile: Profile } | { ok: false; failure: SendFailure };

/** A token in place of one that ends; null for credentials that do not end. */
export type RefreshResult =
  | { ok: true; credentials: unknown; endsInSeconds: number }
  | { ok: false; failure: SendFailure }
  | null;

/** The provider may or may not have taken the message: never send again before its receipt is known. */
export class UnknownOutcomeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnknownOutcomeError';
  }
}

/** A delivery as it came in: the signature is over these exact bytes. */
export interface WebhookDelivery {
  rawBody: Uint8Array;
  /** Header names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Every secret that may have signed this delivery. */
  secrets: readonly string[];
}

/** A file as an event named it: by an id at the provider, by an address, or by both. */
export interface WantedFile {
  providerMediaId?: string;
  url?: string;
}

export interface LocatedFile {
  url: string;
  mimeType?: string;
  /** Of its bytes, in hexadecimal. */
  sha256?: string;
  sizeBytes?: number;
}

/** Where a file lies at this moment, with what must be shown there; or, for people, why it cannot be had. */
export type FileLocation =
  | ({ ok: true; headers?: Record<string, string> } & LocatedFile)
  | { ok: false; text: string; canRetry: boolean };

/** The templates of an account at its provider; known refusals are values and nothing throws. */
export interface TemplateDesk {
  /** One page; `next` asks for the one after it. */
  list(
    connection: ChannelConnection,
    accountId: string,
    cursor: string | null,
  ): Promise<TemplateResult<{ templates: ProviderTemplate[]; next: string | null }>>;
  /** Submits it for approval. */
  create(
    connection: ChannelConnection,
    accountId: string,
    draft: TemplateDraft,
  ): Promise<
    TemplateResult<{
      providerTemplateId: string;
      status: ProviderStatus;
      category: ProviderCategory;
    }>
  >;
  /** Submits the changed one for approval again. */
  edit(
    connection: ChannelConnection,
    providerTemplateId: string,
    draft: Pick<TemplateDraft, 'category' | 'components' | 'parameterFormat'>,
  ): Promise<TemplateResult<null>>;
  /** Of what is not there it is done already. */
  remove(
    connection: ChannelConnection,
    accountId: string,
    template: { name: string; providerTemplateId: string },
  ): Promise<TemplateResult<null>>;
  /** The provider's components in our words, and back. */
  readParts(components: unknown): TemplateParts;
  writeParts(parts: TemplateParts, format: ParameterFormat): Record<string, unknown>[];
  /** The provider's words of a status, a category and a quality in ours; null for one that is not known. */
  readStatus(status: string): ProviderStatus | null;
  readCategory(category: string): ProviderCategory | null;
}

/** One provider behind one door: no database, no clock, no state. */
export interface ChannelAdapter {
  kind: ChannelKind;
  credentials: ZodType;
  /** Which API these credentials are for. */
  apiFor(credentials: unknown): ProviderApi;
  capabilities: ChannelCapabilities;
  /** There where `capabilities.templates` is true. */
  templates?: TemplateDesk;
  /** The channel's own signing secrets and handshake tokens out of its stored credentials. */
  webhookSecrets(credentials: unknown): { signing: string[]; handshake: string[] };
  /** The one spelling under which an address is stored and compared, or null when it is none. */
  normalizeAddress(raw: string): string | null;
  /** Every spelling of a normalised address that is the same person, the official one first. */
  addressVariants(address: string): string[];
  /** A normalised address as people read it. */
  formatAddress(address: string): string;
  /** Whether a delivery claims to be signed, by whomever: what does not is not looked at. */
  isSigned(headers: WebhookDelivery['headers']): boolean;
  /** True only when one of the secrets signed the body; no secret means false. */
  verifyWebhook(delivery: WebhookDelivery): boolean;
  /** The accounts that a delivery is for. Asked before it is verified, so it reads no item; never throws. */
  accountsIn(body: unknown): string[];
  /** Every item of a delivery as an event of our own; never throws. */
  parseWebhook(body: unknown): InboundEvent[];
  /** What the provider would refuse of a message, where that is known before it is asked. */
  faultIn?(content: OutboundContent): SendFailure | null;
  /** Known outcomes are values; throws UnknownOutcomeError when the answer was lost. */
  send(connection: ChannelConnection, message: OutboundMessage): Promise<SendResult>;
  /** Where files are handed over before their message. An upload whose answer is lost may be repeated. */
  upload?(connection: ChannelConnection, file: FileToUpload): Promise<UploadResult>;
  /** Shows a person that what they wrote was seen, and if wanted that an answer is being written. */
  markRead?(
    connection: ChannelConnection,
    read: { to: OutboundMessage['to']; providerMessageId: string; isTyping: boolean },
  ): Promise<void>;
  /** Asked again for every try: addresses do not live long. Never throws. */
  locateFile(connection: ChannelConnection, file: WantedFile): Promise<FileLocation>;
  /** Where the provider does not tell a name along with a message. Never throws. */
  lookUpProfile?(connection: ChannelConnection, userId: string): Promise<ProfileResult>;
  /** Where credentials end and can be renewed. Never throws. */
  refreshCredentials?(connection: ChannelConnection): Promise<RefreshResult>;
}
