import type { MessageState, ReceiptStatus } from '#db/schema/vocabulary.ts';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';
import { overRate } from '#tests/faults/over-rate.ts';
import type { Facts, GivenReply, MessageFact, RecipientFact } from '#tests/faults/facts.ts';

/** How long a message may be in hand, as the product has it. */
export const leaseMs = 45_000;
/** A turn is taken before the call, and the provider notes the call when it arrives. */
export const measuringErrorMs = 1_000;

export interface Verdict {
  rule: string;
  /** How many things it was tried on; on none it would prove nothing. */
  looked: number;
  /** One line for each violation, with the ids. */
  violations: string[];
}

/** Tries everything that was promised on what the two witnesses say. */
export function judge(facts: Facts): Verdict[] {
  const known = index(facts);
  return [
    inboundIsThereOnce(facts, known),
    receiptsAreApplied(facts, known),
    nothingIsDeliveredTwice(facts),
    whatWasDeliveredIsKnown(facts, known),
    repliesAreThereOnce(facts, known),
    repliesWentOut(facts, known),
    nothingGoesBeforeItsTime(facts),
    everybodyHasAnOutcome(facts, known),
    stoppedMeansSilent(facts, known),
    nothingIsStuck(facts),
    nothingIsGivenUp(facts),
    channelKeepsItsRate(facts),
    peopleKeepTheirRate(facts),
    peopleAreOne(facts),
    appNeverEndsByItself(facts),
    faultsHappened(facts),
  ];
}

type Known = ReturnType<typeof index>;

function index({ database, provider }: Facts) {
  return {
    messages: new Map(database.messages.map((message) => [message.id, message])),
    byProviderId: Map.groupBy(database.messages, (message) => message.providerMessageId),
    byClientId: Map.groupBy(database.messages, (message) => message.clientId),
    accepted: Map.groupBy(provider.accepted, ({ reference }) => reference),
    refusals: Map.groupBy(provider.refusals, ({ reference }) => reference),
    misdeeds: Map.groupBy(provider.misdeeds, ({ reference }) => reference),
  };
}

function inboundIsThereOnce({ given, provider }: Facts, { byProviderId }: Known): Verdict {
  const acknowledged = [...given.inbound, ...provider.inbound].filter((one) => one.isAcknowledged);
  const violations = acknowledged.flatMap(({ id, waId, text }) => {
    const found = byProviderId.get(id) ?? [];
    if (found.length !== 1) return [`${id} was acknowledged and is there ${found.length} times`];
    const isAsWritten = found[0]?.text === text && found[0].waId === waId;
    return isAsWritten ? [] : [`${id} is not as ${waId} wrote it`];
  });
  return { rule: 'acknowledged messages are there once', looked: acknowledged.length, violations };
}

const receiptRank: Record<ReceiptStatus, number> = { sent: 1, delivered: 2, read: 3, failed: 0 };
/** Ours, not the product's: a witness that shares its table shares its mistakes. */
const stateRank: Partial<Record<MessageState, number>> = { sent: 1, delivered: 2, read: 3 };

function receiptsAreApplied({ provider }: Facts, { byProviderId }: Known): Verdict {
  const violations = provider.receipts.flatMap(({ messageId, status }) => {
    const [message] = byProviderId.get(messageId) ?? [];
    if (message === undefined) return [`the receipt of ${messageId} (${status}) found no message`];
    const isFar = (stateRank[message.state] ?? 0) >= receiptRank[status];
    return isFar ? [] : [`${message.id} is ${message.state} although ${messageId} was ${status}`];
  });
  return {
    rule: 'acknowledged receipts are applied',
    looked: provider.receipts.length,
    violations,
  };
}

/** By our own id, and by what a person would see twice. */
function nothingIsDeliveredTwice({ provider }: Facts): Verdict {
  const { accepted } = provider;
  const twice = (keyOf: (one: (typeof accepted)[number]) => string) =>
    [...Map.groupBy(accepted, keyOf)]
      .filter(([, same]) => same.length > 1)
      .map(([key, same]) => `${key} was delivered ${same.length} times`);
  return {
    rule: 'nothing is delivered twice',
    looked: accepted.length,
    violations: [
      ...twice(({ reference }) => reference),
      ...twice(({ to, text }) => `“${text}” to ${to}`),
    ],
  };
}

const taken: MessageState[] = ['accepted', 'sent', 'delivered', 'read'];

function whatWasDeliveredIsKnown({ provider }: Facts, { messages }: Known): Verdict {
  const violations = provider.accepted.flatMap(({ reference }) => {
    const state = messages.get(reference)?.state;
    if (state === undefined) return [`${reference} was delivered and no message has that id`];
    return taken.includes(state) ? [] : [`${reference} was delivered and is ${state}`];
  });
  return {
    rule: 'what was delivered is known to be',
    looked: provider.accepted.length,
    violations,
  };
}

function repliesAreThereOnce({ given }: Facts, { byClientId }: Known): Verdict {
  const violations = given.replies.flatMap(({ clientId, text, isAcknowledged, refusal }) => {
    const found = byClientId.get(clientId) ?? [];
    if (refusal !== null) return [`reply ${clientId} was refused: ${refusal}`];
    if (found.length > 1) return [`reply ${clientId} is there ${found.length} times`];
    if (isAcknowledged && found[0]?.text !== text) {
      return [`reply ${clientId} was acknowledged and is not there as it was written`];
    }
    return [];
  });
  const looked = given.replies.filter(({ isAcknowledged }) => isAcknowledged).length;
  return { rule: 'acknowledged replies are there once', looked, violations };
}

function repliesWentOut(facts: Facts, known: Known): Verdict {
  const outbound = facts.database.messages.filter(({ direction }) => direction === 'outbound');
  const violations = outbound.flatMap((message) => {
    if (taken.includes(message.state)) {
      const isSo = known.accepted.has(message.id);
      return isSo ? [] : [`${message.id} is ${message.state} and was never delivered`];
    }
    const reason = explain(message, facts, known);
    return reason === null ? [`${message.id} is ${message.state}, which no fault explains`] : [];
  });
  return { rule: 'messages went out, or a fault explains', looked: outbound.length, violations };
}

/** Why a message may have ended without being delivered; null when nothing explains it. */
function explain(message: MessageFact, { kills }: Facts, known: Known): string | null {
  const { id, state, stateAt, failureCode } = message;
  const wasRefused = known.refusals.has(id);
  // A bulk send that is cancelled lets go of whom it would have tried again.
  if (failureCode === 'campaign_cancelled') return failureCode;
  if (state === 'failed') return wasRefused && failureCode !== null ? failureCode : null;
  if (state !== 'unknown') return null;
  if (known.misdeeds.has(id)) return 'its call was answered badly';
  const killed = kills.some(({ at }) => at <= stateAt && at >= stateAt - 2 * leaseMs);
  return killed ? 'its sender was killed' : null;
}

function nothingGoesBeforeItsTime({ given, provider }: Facts): Verdict {
  const due = new Map(given.replies.flatMap((reply) => dueOf(reply)));
  const timed = provider.accepted.filter(({ text }) => due.has(text));
  const violations = timed.flatMap(({ reference, text, at }) => {
    const early = (due.get(text) ?? 0) - at;
    return early > 0 ? [`${reference} was delivered ${early} ms before its time`] : [];
  });
  return { rule: 'scheduled messages keep their time', looked: timed.length, violations };
}

function dueOf({ text, dueAt }: GivenReply): [string, number][] {
  return dueAt === null ? [] : [[text, dueAt]];
}

/** Nobody twice, nobody forgotten, and nobody left out without a reason. */
function everybodyHasAnOutcome({ given, database }: Facts, { accepted }: Known): Verdict {
  const recipients = Map.groupBy(database.recipients, ({ campaignId }) => campaignId);
  const states = new Map(database.campaigns.map(({ id, state }) => [id, state]));
  const violations = given.campaigns.flatMap(({ id, size, isCancelled }) => {
    const own = recipients.get(id) ?? [];
    const wanted = isCancelled ? 'cancelled' : 'completed';
    const state = states.get(id) ?? 'gone';
    return [
      ...(state === wanted ? [] : [`bulk send ${id} is ${state}, not ${wanted}`]),
      ...(own.length >= size ? [] : [`bulk send ${id} has ${own.length} of ${size} recipients`]),
      ...own.flatMap((recipient) => faultIn(recipient, isCancelled, accepted.has(recipient.id))),
    ];
  });
  return { rule: 'everybody has one outcome', looked: database.recipients.length, violations };
}

function faultIn(recipient: RecipientFact, isCancelled: boolean, isAccepted: boolean): string[] {
  const { id, state, reason } = recipient;
  if (isAccepted) return state === 'sent' ? [] : [`recipient ${id} was written to and is ${state}`];
  if (state === 'waiting' && isCancelled) return [];
  const isOver = ['skipped', 'failed', 'unknown'].includes(state) && reason !== null;
  return isOver ? [] : [`recipient ${id} is ${state} and was not written to`];
}

/** How long a call that was on its way when a person stopped it may take to arrive. */
const lastCallMs = 1_000;

function stoppedMeansSilent({ given, provider }: Facts, { messages }: Known): Verdict {
  const textOf = (reference: string) => messages.get(reference)?.text;
  const calls = [
    ...provider.accepted,
    ...provider.refusals.map((one) => ({ ...one, text: textOf(one.reference) })),
  ];
  const byText = Map.groupBy(calls, ({ text }) => text);
  const stops = given.campaigns.flatMap((one) => one.stops.map((stop) => ({ ...stop, of: one })));
  const violations = stops.flatMap(({ from, until, of: { id, text } }) =>
    (byText.get(text) ?? [])
      .filter(({ at }) => at >= from + lastCallMs && at < until)
      .map(
        ({ reference, at }) => `${reference} of bulk send ${id}: ${at - from} ms after its stop`,
      ),
  );
  return { rule: 'a stopped bulk send is silent', looked: stops.length, violations };
}

function nothingIsStuck({ database, provider }: Facts): Verdict {
  const owed = provider.owed.map((id) => `webhook ${id} was never acknowledged`);
  return {
    rule: 'nothing is stuck',
    looked: database.messages.length,
    violations: [...database.underWay.map(({ id, what }) => `${what} ${id}`), ...owed],
  };
}

function nothingIsGivenUp({ database }: Facts): Verdict {
  return {
    rule: 'nothing is given up',
    looked: database.messages.length,
    violations: database.givenUp.map(({ id, what }) => `${what} ${id}`),
  };
}

/** Every call counts, also one that was refused or cut off. */
function callsOf({ provider }: Facts): number[] {
  const cutOff = new Set(provider.accepted.map(({ reference }) => reference));
  const dropped = provider.misdeeds.filter(
    ({ deed, reference }) => deed === 'drop' && !cutOff.has(reference ?? ''),
  );
  return [...provider.accepted, ...provider.refusals, ...dropped].map(({ at }) => at);
}

function channelKeepsItsRate(facts: Facts): Verdict {
  const { sendsPerSecond } = facts;
  const calls = callsOf(facts);
  const rate = { perSecond: sendsPerSecond, burst: sendsPerSecond };
  const violations = [1_000, 5_000, 20_000].flatMap((windowMs) =>
    overRate(calls, rate, windowMs, measuringErrorMs),
  );
  return { rule: 'the channel keeps its rate', looked: calls.length, violations };
}

/** WhatsApp's own limit for one person. */
const perPerson = { perSecond: 1 / 6, burst: 45 };

function peopleKeepTheirRate({ provider }: Facts): Verdict {
  const byPerson = Map.groupBy(provider.accepted, ({ to }) => to);
  const violations = [...byPerson].flatMap(([to, messages]) =>
    overRate(
      messages.map(({ at }) => at),
      perPerson,
      60_000,
      measuringErrorMs,
    ).map((violation) => `${to}: ${violation}`),
  );
  return { rule: 'nobody is written to too fast', looked: byPerson.size, violations };
}

function peopleAreOne({ given, provider, database }: Facts): Verdict {
  const found = new Map(database.people.map((person) => [person.waId, person]));
  const acknowledged = [...given.inbound, ...provider.inbound].filter((one) => one.isAcknowledged);
  const wrote = [...new Set(acknowledged.map(({ waId }) => waId))];
  const violations = wrote.flatMap((waId) => {
    const { contacts, conversations } = found.get(waId) ?? { contacts: 0, conversations: 0 };
    const isOne = contacts === 1 && conversations === 1;
    return isOne
      ? []
      : [`${waId} has ${contacts} contacts and ${conversations} open conversations`];
  });
  return { rule: 'a person is one contact', looked: wrote.length, violations };
}

function appNeverEndsByItself({ mishaps, kills }: Facts): Verdict {
  return { rule: 'the app comes back every time', looked: kills.length, violations: mishaps };
}

function faultsHappened({ kills, planned, provider }: Facts): Verdict {
  const missing = (['app', 'postgres'] as const).flatMap((target) => {
    const done = kills.filter((kill) => kill.target === target).length;
    return done === planned[target] ? [] : [`${target}: ${done} of ${planned[target]} kills`];
  });
  const deeds = provider.misdeeds.map(({ deed }) => deed);
  const done = deeds.filter((deed) => !deed.endsWith('_webhooks')).length;
  const tooFew = done < planned.faults ? [`provider: ${done} of ${planned.faults} faults`] : [];
  const absent = wantedDeeds.filter((deed) => !deeds.includes(deed));
  return {
    rule: 'the planned faults happened',
    looked: kills.length + deeds.length,
    violations: [...missing, ...tooFew, ...absent.map((deed) => `provider: never ${deed}`)],
  };
}

/** Each of them finds something else. */
export const wantedDeeds: Misdeed[] = [
  ...(['drop', 'fail', 'garbage', 'slow', 'silent'] as const),
  ...(['duplicate_webhooks', 'reorder_webhooks'] as const),
];
