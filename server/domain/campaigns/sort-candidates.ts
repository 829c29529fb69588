import {
  checkSend,
  countsNewPerson,
  beginsConversation,
} from '#server/domain/sending/check-send.ts';
import type { SendFacts, SendRefusal } from '#server/domain/sending/check-send.ts';

/** A recipient who may be next. */
export interface Candidate {
  id: string;
  conversationId: string;
  /** It waited for a time of its own, so it may have a message already. */
  wasDue: boolean;
}

export interface SortedCandidates {
  go: (Candidate & { address: string; begins: boolean })[];
  refused: (Candidate & { refusal: SendRefusal })[];
  /** The person's own pace lets the message through only after so long. */
  later: (Candidate & { waitMs: number })[];
  /** They wait for room under the channel's daily limit. */
  held: Candidate[];
}

/**
 * Asks the gate for each, in their order, until so many may go; the rest is left as it is. People
 * who would be begun with use up the room of the day as they go.
 */
export function sortCandidates(
  candidates: readonly Candidate[],
  known: ReadonlyMap<string, SendFacts>,
  turns: number,
): SortedCandidates {
  const sorted: SortedCandidates = { go: [], refused: [], later: [], held: [] };
  let begun = 0;
  for (const candidate of candidates) {
    if (sorted.go.length === turns) break;
    const facts = known.get(candidate.conversationId);
    if (facts === undefined) continue;
    const { newPeopleLeft, recipientWaitMs: waitMs } = facts;
    const left = newPeopleLeft === null ? null : newPeopleLeft - begun;
    // Who must wait for the pace of this person alone is no refusal here: nobody sits waiting.
    const refusal = checkSend({ ...facts, newPeopleLeft: left, recipientWaitMs: 0 });
    if (refusal?.reason === 'daily_limit_reached') sorted.held.push(candidate);
    else if (refusal !== null) sorted.refused.push({ ...candidate, refusal });
    else if (waitMs > 0) sorted.later.push({ ...candidate, waitMs });
    else {
      if (countsNewPerson(facts)) begun += 1;
      sorted.go.push({ ...candidate, address: facts.address, begins: beginsConversation(facts) });
    }
  }
  return sorted;
}
