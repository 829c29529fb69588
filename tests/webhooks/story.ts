import { seeded, idOf } from '#tests/webhooks/seeded.ts';
import type { Chance } from '#tests/webhooks/seeded.ts';
import { inventUpdates } from '#tests/webhooks/story-updates.ts';

/** After everything that the provider tells of: our own clock, which stands still. */
export const ourNow = new Date('2026-03-04T12:00:00Z');
const begin = Date.parse('2026-03-02T06:00:00Z') / 1000;

export const businesses = [idOf(1, 1), idOf(1, 2)];
export const accounts = [
  '300000000000001',
  '300000000000002',
  '300000000000003',
  '300000000000004',
];
/** The first three are one business's, the last is another's. */
export const businessOf = (account: number) => (account === 3 ? idOf(1, 2) : idOf(1, 1));
export const channelOf = (account: number) => idOf(2, account + 1);

/** What holds the accounts of a business at the provider. */
export const holderOf = (account: number) => (account === 3 ? 'holder-2' : 'holder-1');

/** A message of ours; how its answer comes says what the receipts meet. */
export interface OurMessage {
  id: string;
  thread: number;
  account: number;
  providerMessageId: string;
  /** `known` before all receipts, `late` while they come, `lost` for ever. */
  answer: 'known' | 'late' | 'lost';
  occurredAt: Date;
}

/** One thing that the provider says, as a change of a delivery. */
export interface ProviderEvent {
  /** Seconds since 1970. */
  at: number;
  change: object;
  /** Told of what holds the accounts of a business, not of one of them. */
  isOfHolder?: boolean;
}

export interface Story {
  /** Conversations that are there before, each with a number of its own. */
  threads: { address: string; account: number; isClosed: boolean }[];
  ours: OurMessage[];
  /** Each once, in the order in which things happened. */
  events: ProviderEvent[];
}

/**
 * Invents so many distinct events of people who write and of messages of ours. No two messages of
 * one person share a second: the provider tells no order within it, so that of arrival counts there.
 */
export function inventStory(seed: number, count: number): Story {
  const chance = seeded(seed);
  const share = (part: number) => Math.round(count * part);
  const threads = Array.from({ length: Math.max(8, share(0.02)) }, (_, number) => ({
    address: `55119${String(10_000_000 + number)}`,
    account: number % accounts.length,
    isClosed: number % 5 === 0,
  }));
  const receipts = inventReceipts(chance, threads, share(0.25));
  const odd = share(0.1);
  const updates = share(0.4);
  const theirs = count - receipts.events.length - odd - updates;
  const events = [
    ...receipts.events,
    ...Array.from({ length: odd }, (_, number) => oddEvent(chance, number)),
    ...inventMessages(chance, threads, theirs),
    ...inventUpdates(
      chance,
      { threads, ours: receipts.ours, theirs, from: begin + 70_000, changeOf },
      updates,
    ),
  ];
  const inOrder = events.toSorted((one, other) => one.at - other.at);
  return { threads, ours: receipts.ours, events: inOrder };
}

function inventReceipts(chance: Chance, threads: Story['threads'], most: number) {
  const ours: OurMessage[] = [];
  const events: ProviderEvent[] = [];
  while (events.length < most) {
    const number = ours.length + 1;
    const thread = number % threads.length;
    const account = threads[thread]?.account ?? 0;
    const answer = (['known', 'known', 'late', 'late', 'lost'] as const)[number % 5] ?? 'known';
    const at = begin + chance.below(60_000);
    const message = {
      id: idOf(3, number),
      thread,
      account,
      providerMessageId: `wamid.ours.${String(number)}`,
      answer,
      occurredAt: answer === 'known' ? new Date(at * 1000) : ourNow,
    };
    ours.push(message);
    events.push(...receiptsOf(chance, message, at).slice(0, most - events.length));
  }
  return { ours, events };
}

interface Sender {
  from?: string;
  from_user_id?: string;
}

const courses = [
  ['sent'],
  ['sent', 'delivered'],
  ['sent', 'delivered', 'read'],
  ['read', 'played'],
  ['sent', 'failed'],
  ['failed', 'sent', 'delivered'],
  ['failed', 'failed'],
  ['delivered', 'failed', 'read'],
];

function receiptsOf(chance: Chance, message: OurMessage, at: number): ProviderEvent[] {
  const echoes = chance.below(3);
  return chance.pick(courses).map((status, index) => {
    const isEchoed = echoes === 0 || (echoes === 1 && index === 0);
    const moment = at + index * 7 + 1;
    const value = {
      id: message.providerMessageId,
      status,
      timestamp: String(moment),
      ...(isEchoed && { biz_opaque_callback_data: message.id }),
      ...(status === 'failed' && { errors: [failureOf(message)] }),
    };
    return { at: moment, change: changeOf(message.account, { statuses: [value] }) };
  });
}

/** One kind of trouble for each account: of several the first to come is what its admins read. */
function failureOf({ account, id }: OurMessage) {
  const isPersonal = Number.parseInt(id.slice(-1), 16) % 2 === 0;
  const ofPerson = { code: 131050, title: 'User has stopped marketing messages' };
  const ofAccount = [
    { code: 131026, title: 'Message undeliverable' },
    { code: 131042, title: 'Business eligibility payment issue' },
    { code: 131031, title: 'Account has been locked' },
    { code: 131026, title: 'Message undeliverable' },
  ];
  return isPersonal ? ofPerson : ofAccount[account];
}

function inventMessages(chance: Chance, threads: Story['threads'], count: number): ProviderEvent[] {
  const people = Math.max(12, Math.round(count / 12));
  return Array.from({ length: count }, (_, number) => {
    const person = number % people;
    // A person's messages are minutes apart, and each person is at their own second.
    const at = begin + Math.floor(number / people) * 120 + (person % 60) + 60 * chance.below(2);
    const account = (person + Math.floor(number / people / 3)) % accounts.length;
    const known = person % 2 === 0 ? threads[person / 2] : undefined;
    const from = known === undefined ? strangerOf(person, number) : senderOf(known.address);
    const text = chance.oneIn(9)
      ? { type: 'reaction', reaction: { message_id: 'wamid.ours.1', emoji: '👍' } }
      : { type: 'text', text: { body: `Words ${String(number)}` } };
    const { from_user_id, from: number_ } = from;
    const value = {
      contacts: [
        {
          ...(chance.oneIn(4) ? {} : { profile: { name: nameAt(person, at) } }),
          ...(number_ !== undefined && { wa_id: number_ }),
          ...(from_user_id !== undefined && { user_id: from_user_id }),
        },
      ],
      messages: [{ id: `wamid.theirs.${String(number)}`, timestamp: String(at), ...from, ...text }],
    };
    return { at, change: changeOf(account, value) };
  });
}

const senderOf = (from: string): Sender => ({ from });

/** Some show their number, some an id of the provider's, some both, and some now this, now both. */
function strangerOf(person: number, number: number): Sender {
  const from = `55118${String(20_000_000 + person)}`;
  const from_user_id = `BR.${String(person)}`;
  switch (person % 5) {
    case 0:
      return { from_user_id };
    case 1:
      return { from, from_user_id };
    case 2:
      return number % 3 === 0 ? { from, from_user_id } : { from_user_id };
    case 3:
      return number % 3 === 0 ? { from, from_user_id } : { from };
    default:
      return { from };
  }
}

/** People change the name on their profile, and may change it back. */
function nameAt(person: number, at: number): string {
  return `Person ${String(person)} ${'ABA'.charAt(Math.floor((at - begin) / 500) % 3)}`;
}

/** What cannot be read, is nobody's, asks for nothing, or is of a message that is not ours. */
function oddEvent(chance: Chance, number: number): ProviderEvent {
  const at = begin + chance.below(60_000);
  const account = number % accounts.length;
  const [id, timestamp] = [`wamid.odd.${String(number)}`, String(at)];
  const text = { type: 'text', text: { body: 'Hi' } };
  const message = { id, timestamp, from: '5511977777777', ...text };
  const kinds = [
    () =>
      changeOf(account, { statuses: [{ id, timestamp, status: chance.pick(['read', 'sent']) }] }),
    () => changeOf(account, { messages: [{ ...message, timestamp: 'soon' }] }),
    () => changeOf(account, { messages: [{ ...message, text: {} }] }),
    () => changeOf(account, { messages: [{ id, timestamp, ...text }] }),
    () => changeOf(account, { statuses: [{ id, status: 'sent' }] }),
    () => changeOf(account, { errors: [{ code: 131000, title: `Trouble ${id}` }] }),
    () => ({ ...changeOf(account, { messages: [message] }), value: { messages: [message] } }),
    () => changeOf(9, { messages: [message] }),
    () => ({ ...changeOf(account, { note: id }), field: 'flows' }),
    () => changeOf(account, { statuses: [{ id, timestamp, status: 'warning' }] }),
    () => changeOf(account, { messages: [{ ...message, group_id: 'a group' }] }),
  ];
  return { at, change: (kinds[number % kinds.length] ?? (() => ({})))() };
}

function changeOf(account: number, value: object, field = 'messages') {
  const metadata = {
    display_phone_number: '551130000000',
    phone_number_id: accounts[account] ?? '399999999999999',
  };
  return { field, value: { messaging_product: 'whatsapp', metadata, ...value } };
}
