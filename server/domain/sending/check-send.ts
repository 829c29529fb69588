import type { ChannelStatus, MessageAuthor } from '#db/schema/vocabulary.ts';
import type { ChannelCapabilities } from '#server/channels/types.ts';
import { replyWindow } from '#server/domain/conversations/reply-window.ts';

/** Everything that decides whether a message may be sent now. */
export interface SendFacts {
  author: MessageAuthor;
  /** An approved template, which may also begin a conversation. */
  isTemplate: boolean;
  channel: { status: ChannelStatus; statusReason: string | null };
  capabilities: Pick<
    ChannelCapabilities,
    'replyWindowHours' | 'humanReplyWindowHours' | 'templates'
  >;
  address: string;
  /** A template for signing in goes to a number, and this person is known by another id. */
  lacksNumber?: boolean;
  /** By the provider's clock. */
  lastInboundAt: Date | null;
  unreachableCount: number;
  unreachableAt: Date | null;
  marketingStoppedAt: Date | null;
  /** When this person was last written to outside the reply window. */
  begunAt: Date | null;
  /** How many more people may be written to first today; null = any. */
  newPeopleLeft: number | null;
  /** Milliseconds until the pace of this person lets the next message through. */
  recipientWaitMs: number;
  now: Date;
}

export type SendRefusalReason =
  | 'channel_disconnected'
  | 'channel_paused'
  | 'address_missing'
  | 'address_invalid'
  | 'number_missing'
  | 'address_unreachable'
  | 'opted_out'
  | 'template_needed'
  | 'reply_window_closed'
  | 'daily_limit_reached'
  | 'limit_reached';

export interface SendRefusal {
  reason: SendRefusalReason;
  /** For people: what is the matter, and what helps. */
  sentence: string;
}

/** So many times in a row must the provider fail to reach an address before it counts as bad. */
export const unreachableLimit = 3;
/** Nobody waits longer than this for a reply to go out; rather they are told. */
const longestWaitMs = 10 * 60_000;

/** The one gate before every send, asked when a message is queued and again when it is taken. */
export function checkSend(facts: SendFacts): SendRefusal | null {
  return (
    checkChannel(facts) ??
    checkAddress(facts) ??
    checkConsent(facts) ??
    checkDailyLimit(facts) ??
    checkLimit(facts)
  );
}

/** Whether it is written outside the reply window, which only a template may be. */
export function beginsConversation(facts: SendFacts): boolean {
  const { isTemplate, capabilities, lastInboundAt, now } = facts;
  return isTemplate && !replyWindow(capabilities, lastInboundAt, now).isOpen;
}

/** Whether it is a person's own answer, later than the window that everything else has to keep. */
export function isLateReply(facts: SendFacts): boolean {
  const { capabilities, lastInboundAt, now } = facts;
  const window = (writer: 'anybody' | 'person') =>
    replyWindow(capabilities, lastInboundAt, now, writer).isOpen;
  return isByPerson(facts) && !window('anybody') && window('person');
}

function isByPerson({ author, isTemplate }: SendFacts): boolean {
  return author === 'member' && !isTemplate;
}

/** The provider counts a person once in any 24 hours. */
export const dayMs = 24 * 3_600_000;

/** Whether the provider will count one more person for it. */
export function countsNewPerson(facts: SendFacts): boolean {
  const { begunAt, now } = facts;
  const isCounted = begunAt !== null && begunAt.getTime() > now.getTime() - dayMs;
  return beginsConversation(facts) && !isCounted;
}

/** What a channel that sends nothing refuses everything with; asked alone before a bulk send. */
export function checkChannel({ channel }: Pick<SendFacts, 'channel'>): SendRefusal | null {
  if (channel.status === 'connected') return null;
  if (channel.status === 'disconnected') {
    return {
      reason: 'channel_disconnected',
      sentence: 'This channel is disconnected, so nothing can be sent through it.',
    };
  }
  const why = channel.statusReason ?? 'The provider refuses what it sends.';
  return {
    reason: 'channel_paused',
    sentence: `This channel is paused. ${why} An admin can resume it under Settings, Channels.`,
  };
}

function checkAddress(facts: SendFacts): SendRefusal | null {
  const { address, unreachableCount, unreachableAt, lastInboundAt } = facts;
  if (address.trim() === '') {
    return { reason: 'address_missing', sentence: 'This person has no address on this channel.' };
  }
  // Also ids that a provider gives in place of a number: they are words of visible characters.
  if (!/^[\x21-\x7e]{1,255}$/.test(address)) {
    return {
      reason: 'address_invalid',
      sentence: 'This person’s address is not one that this channel can write to.',
    };
  }
  if (facts.lacksNumber === true) {
    return {
      reason: 'number_missing',
      sentence:
        'A template for signing in needs the person’s phone number, which the provider does not share.',
    };
  }
  const hasWrittenSince =
    lastInboundAt !== null && unreachableAt !== null && lastInboundAt > unreachableAt;
  if (unreachableCount < unreachableLimit || hasWrittenSince) return null;
  return {
    reason: 'address_unreachable',
    sentence:
      'This address could not be reached several times in a row. ' +
      'You can write again as soon as the person does.',
  };
}

function checkConsent(facts: SendFacts): SendRefusal | null {
  if (facts.author === 'campaign' && facts.marketingStoppedAt !== null) {
    return {
      reason: 'opted_out',
      sentence: 'This person has asked this business for no more marketing.',
    };
  }
  const { capabilities, lastInboundAt, now } = facts;
  const writer = isByPerson(facts) ? 'person' : 'anybody';
  const window = replyWindow(capabilities, lastInboundAt, now, writer);
  if (window.isOpen || facts.isTemplate) return null;
  if (lastInboundAt === null && capabilities.templates) {
    return {
      reason: 'template_needed',
      sentence:
        'This person has not written on this channel yet; only an approved template can be ' +
        'the first message. You can write as soon as they do.',
    };
  }
  return { reason: 'reply_window_closed', sentence: window.reason };
}

function checkDailyLimit(facts: SendFacts): SendRefusal | null {
  const { newPeopleLeft } = facts;
  if (newPeopleLeft === null || newPeopleLeft > 0 || !countsNewPerson(facts)) return null;
  return {
    reason: 'daily_limit_reached',
    sentence:
      'This channel has begun conversations with as many people in the last 24 hours as the ' +
      'provider allows. There is room again as soon as 24 hours have passed for some of them.',
  };
}

function checkLimit({ recipientWaitMs }: SendFacts): SendRefusal | null {
  if (recipientWaitMs <= longestWaitMs) return null;
  const minutes = Math.ceil(recipientWaitMs / 60_000);
  return {
    reason: 'limit_reached',
    sentence:
      'This person has been sent as many messages in a short time as the channel allows. ' +
      `Try again in ${String(minutes)} minutes.`,
  };
}
