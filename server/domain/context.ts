import type { Readable } from 'node:stream';
import type { BusinessTx } from '#db/business.ts';
import type { Role } from '#db/schema/vocabulary.ts';
import type { ChannelSetup } from '#server/channels/setup.ts';
import type { ChannelAdapter, ChannelConnection, ChannelKind } from '#server/channels/types.ts';
import type { JobEvent } from '#inngest/events.ts';
import type { FileSource, FileVariant, Received } from '#server/files/types.ts';
import type { Logger } from '#server/log.ts';
import type { RealtimeEvent } from '#server/realtime/events.ts';

/** Who does it: a person of the business, the person written to, the assistant, or a job. */
export type Actor =
  | { kind: 'member'; memberId: string; userId: string; role: Role; name: string }
  | { kind: 'contact'; contactId: string }
  | { kind: 'assistant' }
  | { kind: 'system'; job: string };

/** What the database keeps of a channel; a port turns it into a connection with opened credentials. */
export interface StoredChannel {
  businessId: string;
  id: string;
  kind: ChannelKind;
  externalId: string;
  encryptedCredentials: string;
  isSandbox: boolean;
}

export interface ChannelPort {
  adapterFor(kind: ChannelKind): ChannelAdapter;
  setupFor(kind: ChannelKind): ChannelSetup;
  /** Where a provider calls us about channels of this kind, and whether it can get there. */
  webhookFor(kind: ChannelKind): { url: string; isPublic: boolean };
  /** The installation's own secrets at the provider, which speak for channels without their own. */
  ownSecrets(): { signing: string | undefined; handshake: string | undefined };
  /** With which channels of the sandbox are connected. */
  sandboxCredentials(): { accessToken: string; appSecret: string; verifyToken: string };
  /** A connection with credentials that are not stored, or not yet. */
  connectionTo(
    account: Pick<StoredChannel, 'kind' | 'externalId' | 'isSandbox'>,
    credentials: unknown,
  ): ChannelConnection;
  /** Opens the credentials and picks the provider's address: a setting, the sandbox, or its own. */
  connectionFor(channel: StoredChannel): ChannelConnection;
  /** Seals credentials for storing; only the same business and account can open them. */
  seal(
    channel: Pick<StoredChannel, 'businessId' | 'kind' | 'externalId'>,
    credentials: unknown,
  ): string;
}

export interface Mailer {
  /** False when no mail server is configured: the caller then shows the link instead. */
  readonly isConfigured: boolean;
  /** Rejects when the mail server does not take the message. */
  send(mail: { to: string; subject: string; text: string }): Promise<void>;
}

/** Where files lie. Keys are ours: words of letters, digits, dashes and slashes. */
export interface FileStorage {
  /** Complete or not at all: who opens the key meanwhile finds nothing or everything. */
  write(key: string, content: Uint8Array | Readable): Promise<void>;
  /** Null when there is no such file. `start` and `end` are bytes, both inclusive. */
  open(
    key: string,
  ): Promise<{ sizeBytes: number; read(range?: { start: number; end: number }): Readable } | null>;
  /** Of what is not there it is done already. */
  remove(key: string): Promise<void>;
}

/** Files of one business: where they lie, how they get there, and how people get to them. */
export interface FilePort extends FileStorage {
  /** The path at which whoever has it can open a file for the next half hour at least. */
  linkTo(file: { attachmentId: string; variant: FileVariant }): string;
  /** The same as a whole address, for a provider that fetches what we send. */
  addressOf(file: { attachmentId: string; variant: FileVariant }): string;
  /** Brings what lies at a provider to a temporary place; whoever gets it discards it. */
  download(source: FileSource): Promise<Received>;
  /** The same of what somebody uploads; rejects when that breaks off. */
  receive(content: Readable, limits: { maxBytes: number; mimeType?: string }): Promise<Received>;
}

/** Everything a verb may touch. Tests pass their own ports. */
export interface BusinessContext {
  readonly businessId: string;
  readonly actor: Actor;
  /** A transaction that sees this business's rows only; nested calls join. */
  db<T>(work: (tx: BusinessTx) => Promise<T>): Promise<T>;
  /** Records in this transaction that something changed; browsers hear of it after commit. */
  publish(tx: BusinessTx, event: RealtimeEvent): Promise<void>;
  /** Records work to do in this transaction; the executor hears of it after commit. */
  enqueue(tx: BusinessTx, event: JobEvent): Promise<void>;
  readonly channels: ChannelPort;
  readonly files: FilePort;
  readonly mail: Mailer;
  now(): Date;
  readonly log: Logger;
}
