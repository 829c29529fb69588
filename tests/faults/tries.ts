import type { Facts, MessageFact } from '#tests/faults/facts.ts';
import type { Known } from '#tests/faults/known.ts';
import { lossyDeeds } from '#tests/faults/lost-calls.ts';

/**
 * What Meta says of the whole account and takes back by itself. Ours, not the product's, as all of
 * this: a witness that shares its table shares its mistakes.
 */
const passingOfAccount = [1, 2, 4, 80007, 130429, 131000, 131016, 131057, 131064, 135000];
/** The same of one person. */
const passingOfPerson = [131056];
const mostTries = 4;
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
    const ofPerson = refusals.filter(({ code }) => passingOfPerson.includes(code)).length;
    if (ofPerson >= mostTries) return null;
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
  return passingOfAccount.includes(code) || passingOfPerson.includes(code);
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
