import type { Bill, OrderProgress, ProductSection } from '#server/channels/commerce.ts';

/** What messages hold, whatever the channel: adapters read it in and write it out, the domain keeps it. */

/** The kinds of file that a message can be; the kind of a message with several is that of the first. */
export const FILE_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** A file that its provider still has: by an id that must be looked up, or at an address for a while. */
export interface ProviderFile {
  kind: FileKind;
  providerMediaId?: string;
  url?: string;
  mimeType?: string;
  /** Of its bytes, in hexadecimal. */
  sha256?: string;
  fileName?: string;
  isVoice?: boolean;
  isAnimated?: boolean;
}

export interface Place {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
  url?: string;
}

/** A name as its parts; whole it reads as people say it. */
export interface NameParts {
  first?: string;
  middle?: string;
  last?: string;
  prefix?: string;
  suffix?: string;
}

export interface PostalAddress {
  street?: string;
  city?: string;
  state?: string;
  zip?: string;
  country?: string;
  /** Two letters of ISO 3166. */
  countryCode?: string;
  label?: string;
}

/** A card of a person. WhatsApp takes 5 in one message, and knows the labels home and work. */
export interface SharedContact {
  name: string;
  nameParts?: NameParts;
  phones: { number: string; label?: string; address?: string }[];
  emails: { email: string; label?: string }[];
  company?: string;
  department?: string;
  title?: string;
  urls?: { url: string; label?: string }[];
  addresses?: PostalAddress[];
  /** As 1990-12-31. */
  birthday?: string;
}

/** Where a person picked what they picked, and the id that we or they gave it. */
export interface Choice {
  from: 'button' | 'list' | 'template' | 'quick_reply' | 'postback' | 'call_permission';
  id?: string;
  description?: string;
}

export interface FormAnswers {
  name?: string;
  answers: Record<string, unknown>;
}

export interface Order {
  catalogId?: string;
  items: { retailerId: string; quantity: number; price: number | null; currency: string | null }[];
}

export interface StoryMention {
  id?: string;
  url?: string;
}

export interface Share {
  from: 'post' | 'reel' | 'story' | 'link' | 'product';
  id?: string;
  title?: string;
  url?: string;
}

/** What the provider tells about the person; `text` says it to people. */
export type Notice = 'conversation_opened' | 'number_changed' | 'identity_changed' | 'disappearing';

/** `text` is what people read in a list, and what stands beside the rest in a thread; it may be empty. */
export type InboundContent =
  | { kind: 'text'; text: string }
  | { kind: FileKind; text: string; files: [ProviderFile, ...ProviderFile[]] }
  | { kind: 'location'; text: string; place: Place }
  | { kind: 'contacts'; text: string; contacts: SharedContact[] }
  | { kind: 'choice'; text: string; choice: Choice }
  | { kind: 'form'; text: string; form: FormAnswers }
  | { kind: 'order'; text: string; order: Order }
  | { kind: 'story'; text: string; story: StoryMention; files: ProviderFile[] }
  | { kind: 'share'; text: string; share: Share; files: ProviderFile[] }
  | { kind: 'notice'; text: string; notice: Notice }
  | { kind: 'unsupported'; reason: string };

/** The ad or link through which a person came. `adId` is the ad, `clickId` the one click on it. */
export interface Referral {
  from: 'ad' | 'post' | 'link';
  adId?: string;
  clickId?: string;
  /** The reference that we put into the link. */
  reference?: string;
  url?: string;
  headline?: string;
  body?: string;
  imageUrl?: string;
  videoUrl?: string;
}

/** How a message came to be written. */
export interface MessageContext {
  forwarded?: 'once' | 'often';
  referral?: Referral;
  product?: { catalogId?: string; retailerId: string };
  /** The story of ours that it answers. */
  story?: StoryMention;
}

/** Rows of a list message, in sections with titles of their own. */
export interface ListSection {
  title?: string;
  rows: { id: string; title: string; description?: string }[];
}

/** One filled component of a template, in order of its blanks; `name` where the blanks have names. */
export type TemplateValue =
  | { type: 'text'; text: string; name?: string }
  | { type: 'currency'; fallback: string; code: string; amount1000: number; name?: string }
  | { type: 'date_time'; fallback: string; name?: string }
  | { type: 'image' | 'video' | 'document'; file: OutboundFile; name?: string }
  | { type: 'location'; place: Place };

export interface TemplateButtonValue {
  /** Its place among all the buttons of the template, counted from 0. */
  index: number;
  type: 'url' | 'quick_reply' | 'copy_code' | 'catalog' | 'flow';
  /** The end of the address, the payload, the code, the product on its picture, the form's token. */
  value: string;
  /** What a form begins with. */
  data?: Record<string, unknown>;
}

/** By the name under which the provider approved it. */
export interface TemplateContent {
  name: string;
  language: string;
  header?: TemplateValue[];
  /** Of the body, in order. A plain text is a `text` without a name. */
  parameters: readonly (string | TemplateValue)[];
  buttons?: TemplateButtonValue[];
}

/** A file as a message of ours carries it: as uploaded to the provider, or where the provider can get it. */
export type OutboundFile = ({ providerMediaId: string } | { link: string }) & {
  fileName?: string;
};

export type OutboundContent =
  | { kind: 'text'; text: string }
  | ({ kind: 'template' } & TemplateContent)
  | { kind: FileKind; text: string; file: OutboundFile; isVoice?: boolean }
  | { kind: 'location'; place: Place }
  | { kind: 'contacts'; contacts: SharedContact[] }
  /** Null takes it back. */
  | { kind: 'reaction'; providerMessageId: string; emoji: string | null }
  | (Framed & { kind: 'buttons'; buttons: { id: string; title: string }[] })
  | (Framed & { kind: 'list'; label: string; sections: ListSection[] })
  | (Framed & { kind: 'link'; label: string; url: string })
  | (Framed & FormToFill & { kind: 'flow'; label: string })
  /** Opens the whole catalogue below the picture of one of its products. */
  | { kind: 'catalog'; text: string; footer?: string; retailerId: string }
  | { kind: 'product'; text?: string; footer?: string; catalogId: string; retailerId: string }
  | (Framed & { kind: 'products'; header: string; catalogId: string; sections: ProductSection[] })
  | { kind: 'order_details'; picture?: OutboundFile; text: string; footer?: string; bill: Bill }
  | { kind: 'order_status'; text: string; footer?: string; progress: OrderProgress };

/** The words around something to press: 60 characters above, 1,024 (of a list 4,096), 60 below. */
interface Framed {
  header?: string;
  text: string;
  footer?: string;
}

/** A form that was made with the provider's own tools. (Meta: interactive messages, type flow) */
export interface FormToFill {
  flow: { id: string } | { name: string };
  /** Comes back with the answers. */
  token: string;
  /** Not published yet: only those who make it can open it. */
  isDraft?: boolean;
  /** The screen it begins with, and what is filled in; without it the form's server is asked. */
  start?: { screen: string; data?: Record<string, unknown> };
}
