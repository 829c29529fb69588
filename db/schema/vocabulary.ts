/** The closed sets of words that columns hold; pure data, safe in the browser. */
export const roles = ['owner', 'admin', 'agent'] as const;
export const channelKinds = ['whatsapp'] as const;
export const channelStatuses = ['connected', 'paused', 'disconnected'] as const;
export const conversationStatuses = ['open', 'snoozed', 'closed'] as const;
export const conversationHandlers = ['nobody', 'assistant', 'member'] as const;
export const messageDirections = ['inbound', 'outbound'] as const;
export const messageAuthors = ['contact', 'assistant', 'member', 'campaign', 'system'] as const;
/** A message that is one or several files, by the kind of the first. */
export const fileKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export const messageKinds = [
  'text',
  ...fileKinds,
  'location',
  'contacts',
  /** What a person picked: a button, a row of a list, an ice breaker. */
  'choice',
  'form',
  'order',
  'story',
  'share',
  /** What the provider says about the person rather than the person themselves. */
  'notice',
  'buttons',
  'list',
  'link',
  /** Sent like a message, shown at the one that it is about. */
  'reaction',
  'unsupported',
] as const;
export const attachmentStates = ['pending', 'stored', 'failed'] as const;
export const revisionKinds = ['edited', 'deleted'] as const;
/** Whose side of a conversation. */
export const conversationSides = ['contact', 'business'] as const;
export const templateStatuses = [
  'draft',
  'pending',
  'approved',
  'rejected',
  'paused',
  'disabled',
  'deleted',
] as const;
export const templateCategories = ['marketing', 'utility', 'authentication'] as const;
export const messageStates = [
  'received',
  'scheduled',
  'queued',
  'sending',
  'accepted',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown',
  'cancelled',
] as const;
export const receiptStatuses = ['sent', 'delivered', 'read', 'failed'] as const;
/** Who gave a contact's name, weakest first: a weaker source never overwrites a stronger one. */
export const nameSources = ['none', 'profile', 'member'] as const;
export const deliveryStates = ['pending', 'applied'] as const;
export const deadLetterStates = ['waiting', 'replayed'] as const;
export const campaignStates = ['draft', 'running', 'paused', 'completed', 'cancelled'] as const;
export const recipientStates = [
  'waiting',
  'sending',
  'sent',
  'skipped',
  'failed',
  'unknown',
] as const;
export const actorKinds = ['member', 'contact', 'assistant', 'system'] as const;

export type Role = (typeof roles)[number];
export type ChannelStatus = (typeof channelStatuses)[number];
export type ConversationStatus = (typeof conversationStatuses)[number];
export type ConversationHandler = (typeof conversationHandlers)[number];
export type MessageDirection = (typeof messageDirections)[number];
export type MessageAuthor = (typeof messageAuthors)[number];
export type MessageKind = (typeof messageKinds)[number];
export type FileKind = (typeof fileKinds)[number];
export type AttachmentState = (typeof attachmentStates)[number];
export type RevisionKind = (typeof revisionKinds)[number];
export type ConversationSide = (typeof conversationSides)[number];
export type TemplateStatus = (typeof templateStatuses)[number];
export type TemplateCategory = (typeof templateCategories)[number];
export type MessageState = (typeof messageStates)[number];
export type ReceiptStatus = (typeof receiptStatuses)[number];
export type NameSource = (typeof nameSources)[number];
export type CampaignState = (typeof campaignStates)[number];
export type RecipientState = (typeof recipientStates)[number];

/**
 * A text that the provider has approved, by name, and what to fill its blanks with, in order. What is
 * no plain text is as in server/channels/content.ts, with the id of an attachment in place of a file.
 */
export interface MessageTemplate {
  name: string;
  language: string;
  header?: Record<string, unknown>[] | undefined;
  parameters: (string | Record<string, unknown>)[];
  buttons?: Record<string, unknown>[] | undefined;
}
