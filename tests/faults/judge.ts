import type { MessageState, ReceiptStatus } from '#db/schema/vocabulary.ts';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';
import type {
  Facts,
  GivenReply,
  MessageFact,
  ProviderFacts,
  RecipientFact,
} from '#tests/faults/facts.ts';
import { indexFacts } from '#tests/faults/known.ts';
import type { Known } from '#tests/faults/known.ts';
import { findUnexplained } from '#tests/faults/lost-calls.ts';
import { measuringErrorMs } from '#tests/faults/moments.ts';
import { overRate } from '#tests/faults/over-rate.ts';
import { faultInFailure, givenUpTooMany, triedTooOften } from '#tests/faults/tries.ts';

export interface Verdict {
  rule: string;
  /** How many things it was tried on; on none it would prove nothing. */
  looked: number;
  /** One line for each violation, with the ids. */
  violations: string[];
}

/** Tries everything that was promised on what the two witnesses say. */
export function judge(facts: Facts): Verdict[] {
  const known = indexFacts(facts);
  return [
    inboundIsThereOnce(facts, known),
    nothingIsMadeUp(facts),
    receiptsAreApplied(facts, known),
    nothingIsDeliveredTwice(facts),
    whatWasDeliveredIsKnown(facts, known),
    repliesAreThereOnce(facts, known),
    repliesWentOut(facts, known),
    nothingIsTriedTooOften(facts, known),
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

/** Also nobody's message that was stored under another id than the provider's. */
function nothingIsMadeUp({ given, provider, database }: Facts): Verdict {
  const written = new Set([...given.inbound, ...provider.inbound].map(({ id }) => id));
  const inbound = database.messages.filter(({ direction }) => direction === 'inbound');
  const violations = inbound.flatMap(({ id, providerMessageId }) =>
    written.has(providerMessageId ?? '') ? [] : [`${id} (${providerMessageId}) was never written`],
  );
  return { rule: 'nothing came in that nobody wrote', looked: inbound.length, violations };
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
  const unexplained = findUnexplained(facts, known);
  const violations = [
    ...outbound.flatMap((message) => faultIn(message, facts, known, unexplained) ?? []),
    ...givenUpTooMany(facts, known),
  ];
  return { rule: 'messages went out, or a fault explains', looked: outbound.length, violations };
}

/** Why an outbound message may not be where it is; null when a fault explains it. */
function faultIn(
  message: MessageFact,
  facts: Facts,
  known: Known,
  unexplained: ReadonlyMap<string, string>,
): string | null {
  const { id, state } = message;
  if (taken.includes(state)) {
    return known.accepted.has(id) ? null : `${id} is ${state} and was never delivered`;
  }
  if (state === 'failed') return faultInFailure(message, facts, known);
  if (state === 'unknown') return unexplained.get(id) ?? null;
  return `${id} is ${state}, which no fault explains`;
}

function nothingIsTriedTooOften(facts: Facts, known: Known): Verdict {
  return {
    rule: 'nothing is tried more often than it may be',
    looked: known.refusals.size + known.misdeeds.size,
    violations: triedTooOften(facts, known),
  };
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
function everybodyHasAnOutcome({ given, database }: Facts, known: Known): Verdict {
  const recipients = Map.groupBy(database.recipients, ({ campaignId }) => campaignId);
  const states = new Map(database.campaigns.map(({ id, state }) => [id, state]));
  const violations = given.campaigns.flatMap(({ id, size, isCancelled }) => {
    const own = recipients.get(id) ?? [];
    const wanted = isCancelled ? 'cancelled' : 'completed';
    const state = states.get(id) ?? 'gone';
    return [
      ...(state === wanted ? [] : [`bulk send ${id} is ${state}, not ${wanted}`]),
      ...(own.length >= size ? [] : [`bulk send ${id} has ${own.length} of ${size} recipients`]),
      ...own.flatMap((recipient) => faultInOutcome(recipient, isCancelled, known) ?? []),
    ];
  });
  return { rule: 'everybody has one outcome', looked: database.recipients.length, violations };
}

/** Nobody asked for silence, so that who wrote today may not be left out, and the others must be. */
function faultInOutcome(
  { id, state, reason, isShut }: RecipientFact,
  isCancelled: boolean,
  { accepted, messages }: Known,
): string | null {
  if (isShut && !accepted.has(id)) {
    const isLeftOut = state === 'skipped' && reason === 'reply_window_closed';
    return isLeftOut || isCancelled ? null : `recipient ${id}, who may not be, is ${state}`;
  }
  if (accepted.has(id)) {
    if (isShut) return `recipient ${id} was written to and may not be`;
    return state === 'sent' ? null : `recipient ${id} was written to and is ${state}`;
  }
  if (state === 'waiting' && isCancelled) return null;
  if (state !== 'failed' && state !== 'unknown') {
    return `recipient ${id} is ${state} (${reason ?? 'no reason'}) and was not written to`;
  }
  const own = messages.get(id)?.state ?? 'gone';
  if (own !== state) return `recipient ${id} is ${state} and their message is ${own}`;
  return reason === null ? `recipient ${id} is ${state} without a reason` : null;
}

/** How long a call that was on its way when a person stopped it may take to arrive. */
const lastCallMs = 1_000;

function stoppedMeansSilent({ given, provider }: Facts, { messages }: Known): Verdict {
  const texts = new Map(provider.accepted.map(({ reference, text }) => [reference, text]));
  const byText = Map.groupBy(
    callsOf(provider),
    ({ reference }) => texts.get(reference) ?? messages.get(reference)?.text,
  );
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
function callsOf({ accepted, refusals, misdeeds }: ProviderFacts) {
  const cutOff = new Set(accepted.map(({ reference }) => reference));
  const dropped = misdeeds.flatMap(({ deed, reference, at }) =>
    deed === 'drop' && reference !== null && !cutOff.has(reference) ? { reference, at } : [],
  );
  return [...accepted, ...refusals, ...dropped].map(({ reference, at }) => ({ reference, at }));
}

function channelKeepsItsRate(facts: Facts): Verdict {
  const { sendsPerSecond } = facts;
  const calls = callsOf(facts.provider).map(({ at }) => at);
  const rate = { perSecond: sendsPerSecond, burst: sendsPerSecond };
  // The longer, the less the burst and the error of measuring can hide.
  const violations = [1_000, 5_000, 20_000, 60_000, 300_000].flatMap((windowMs) =>
    overRate(calls, rate, windowMs, measuringErrorMs),
  );
  return { rule: 'the channel keeps its rate', looked: calls.length, violations };
}

/** WhatsApp's own limit for one person. */
const perPerson = { perSecond: 1 / 6, burst: 45 };

function peopleKeepTheirRate({ provider }: Facts): Verdict {
  const byPerson = Map.groupBy(provider.accepted, ({ to }) => to);
  const violations = [...byPerson].flatMap(([to, messages]) => {
    const moments = messages.map(({ at }) => at);
    return [60_000, 600_000].flatMap((windowMs) =>
      overRate(moments, perPerson, windowMs, measuringErrorMs).map((one) => `${to}: ${one}`),
    );
  });
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

function faultsHappened({ kills, outages, planned, provider }: Facts): Verdict {
  const missing = (['app', 'postgres'] as const).flatMap((target) => {
    const done = kills.filter((kill) => kill.target === target).length;
    return done === planned[target] ? [] : [`${target}: ${done} of ${planned[target]} kills`];
  });
  if (outages.length !== planned.outages) {
    missing.push(`provider: ${outages.length} of ${planned.outages} times away`);
  } else if (outages.length > 0 && !outages.some(({ isNoticed }) => isNoticed)) {
    missing.push('provider: away, and nobody called');
  }
  const deeds = provider.misdeeds.map(({ deed }) => deed);
  const done = deeds.filter((deed) => !deed.endsWith('_webhooks')).length;
  const tooFew = done < planned.faults ? [`provider: ${done} of ${planned.faults} faults`] : [];
  const absent = wantedDeeds.filter((deed) => !deeds.includes(deed));
  return {
    rule: 'the planned faults happened',
    looked: kills.length + outages.length + deeds.length,
    violations: [...missing, ...tooFew, ...absent.map((deed) => `provider: never ${deed}`)],
  };
}

/** Each of them finds something else. */
export const wantedDeeds: Misdeed[] = [
  ...(['drop', 'fail', 'garbage', 'slow', 'silent'] as const),
  ...(['duplicate_webhooks', 'reorder_webhooks'] as const),
];
