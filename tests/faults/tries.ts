import type { Facts, MessageFact } from '#tests/faults/facts.ts';
import type { Known } from '#tests/faults/known.ts';
import { lossyDeeds } from '#tests/faults/lost-calls.ts';

/**
 * What Meta says of the whole account and takes back by itself. Ours, not the product's, as all of
 * this: a witness that shares its table shares its mistakes.
 */
const passingOfAccount = [4, 80007, 130429, 131057, 131064];
/** The same of one person, and of one message for no known reason. */
const passingOfPerson = [131056];
const passingOfMessage = [1, 2, 131000, 131016, 135000];
const mostTries = 4;
/** One in so many may be given up on after refusals for no known reason. */
const peopleForOneGivenUp = 1_000;
/** How long after its first try each later one may come at the earliest, when nobody answers. */
const laterTriesMs = [5_000, 15_000, 65_000];
/** What the ledger notes of one call lies no further apart. */
const oneCallMs = 2_000;

/** Why a message may not have ended as failed; null when it was refused as often as it has to be. */
export function faultInFailure(
  message: MessageFact,
  { given, outages }: Facts,
  known: Known,
): string | null {
  const { id, campaignId, failureCode, attempts, canRetry } = message;
  const refusals = known.refusals.get(id) ?? [];
  const last = refusals.at(-1);
  if (failureCode === null) return `${id} is failed and does not say why`;
  const missed = triesDuring(message, outages);
  if (failureCode === 'campaign_cancelled') {
    const isCancelled = given.campaigns.some((one) => one.id === campaignId && one.isCancelled);
    const wasTried = refusals.length + missed > 0;
    return isCancelled && wasTried ? null : `${id} is failed as cancelled and was never tried`;
  }
  if (last !== undefined && !isPassing(last.code)) return null;
  if (campaignId !== null) {
    if (refusals.filter(({ code }) => isOfItself(code)).length >= mostTries) return null;
    return `${id} of a bulk send is failed (${failureCode}), which no refusal of its own explains`;
  }
  const most = refusals.length + missed;
  if (most < mostTries || attempts < mostTries) {
    const tries = `${Math.min(most, attempts)} of ${mostTries} tries`;
    return `${id} is failed (${failureCode}) after at most ${tries}`;
  }
  return canRetry ? null : `${id} is failed (${failureCode}) and nobody can send it again`;
}

function isPassing(code: number): boolean {
  return passingOfAccount.includes(code) || isOfItself(code);
}

function isOfItself(code: number): boolean {
  return passingOfPerson.includes(code) || passingOfMessage.includes(code);
}

/**
 * Bulk sends that gave up on more people than bad luck explains: an account that takes nothing for a
 * while is waited for, and costs nobody a try.
 */
export function givenUpTooMany({ given, database }: Facts, known: Known): string[] {
  return given.campaigns.flatMap(({ id, size }) => {
    const givenUp = database.messages.filter(
      (message) =>
        message.campaignId === id &&
        message.state === 'failed' &&
        message.failureCode !== 'campaign_cancelled' &&
        passingOfMessage.includes(known.refusals.get(message.id)?.at(-1)?.code ?? 0),
    ).length;
    if (givenUp <= size / peopleForOneGivenUp) return [];
    return [`${id} gave up on ${givenUp} of ${size} people, who were refused for no known reason`];
  });
}

/** How many tries of a message the provider cannot have noted, for it was away; at most. */
function triesDuring({ createdAt, stateAt }: MessageFact, outages: Facts['outages']): number {
  const tries = outages.map(({ from, until }) => {
    const ms = Math.min(until, stateAt) - Math.max(from, createdAt);
    return ms < 0 ? 0 : 1 + laterTriesMs.filter((after) => after <= ms).length;
  });
  return tries.reduce((sum, count) => sum + count, 0);
}

/** Messages that were given to the provider again although nobody may do so. */
export function triedTooOften({ provider }: Facts, known: Known): string[] {
  const lost = provider.misdeeds.filter(({ deed }) => lossyDeeds.includes(deed));
  const ends = [
    ...provider.refusals.filter(({ code }) => !isPassing(code)),
    ...lost.map(({ reference, at }) => ({ reference: reference ?? '', at })),
  ];
  const afterTheEnd = ends.flatMap(({ reference, at }) => {
    const later = callsTo(reference, known).filter((moment) => moment > at + oneCallMs);
    return later.length > 0 ? [`${reference} was tried again after its outcome was final`] : [];
  });
  const tooOften = [...known.refusals].filter(
    ([id, refusals]) => known.messages.get(id)?.campaignId === null && refusals.length > mostTries,
  );
  return [
    ...afterTheEnd,
    ...tooOften.map(([id, refusals]) => `${id} was refused ${refusals.length} times`),
  ];
}

function callsTo(reference: string, known: Known): number[] {
  const { accepted, refusals } = known;
  return [...(accepted.get(reference) ?? []), ...(refusals.get(reference) ?? [])].map(
    ({ at }) => at,
  );
}
