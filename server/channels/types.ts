import type { ZodType } from 'zod';
import type { FileKind, OutboundContent } from '#server/channels/content.ts';
import type { InboundEvent } from '#server/channels/events.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import type {
  ParameterFormat,
  ProviderCategory,
  ProviderStatus,
  ProviderTemplate,
  ReadTemplateParts,
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
  open(): AsyncIterable<Uint8Array>;
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

/**
 * A token in place of one that ends; of one that cannot be renewed from here, when it ends, or null
 * for never. Null for credentials of which nothing is known.
 */
export type RefreshResult =
  | { ok: true; credentials: unknown; endsInSeconds: number }
  | { ok: true; endsAt: Date | null }
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
  /** Where no other address can be asked for: what to tell people once this one leads nowhere. */
  endedText?: string;
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
  /** Hands over an example of what a header will show; the handle then stands in its place. */
  uploadSample(
    connection: ChannelConnection,
    file: FileToUpload,
  ): Promise<TemplateResult<{ handle: string }>>;
  /** The provider's components in our words, and back. */
  readParts(components: unknown): ReadTemplateParts;
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
  /** A normalised address as people read it; an id says nothing, the username of its person does. */
  formatAddress(address: string, username?: string | null): string;
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
