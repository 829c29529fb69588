import type { Misdeed } from '#server/sandbox/misbehaviour.ts';
import type { Facts, MessageFact } from '#tests/faults/facts.ts';
import type { Known } from '#tests/faults/known.ts';
import { leaseMs, measuringErrorMs } from '#tests/faults/moments.ts';

/** With these the provider leaves open what became of a call. */
export const lossyDeeds: Misdeed[] = ['drop', 'garbage', 'silent'];
/** From taking a message to its call, and from its call to the record, when everything is slow. */
const inHandMs = 5_000;
/** What a process has in hand at once: of a bulk send a batch, which is a second's worth at most. */
const mostReplies = 16;
const mostInBatch = 500;

/** When something must have happened for the outcome of a message to be lost. */
interface Loss {
  id: string;
  from: number;
  until: number;
}

/** The unknown messages whose outcome nothing can have hidden, each with the sentence that says so. */
export function findUnexplained(facts: Facts, known: Known): Map<string, string> {
  const unknown = facts.database.messages.filter(
    ({ id, state, stateAt }) => state === 'unknown' && !wasLeftOpen(known, id, stateAt),
  );
  const inBulk = unknown.filter(({ campaignId }) => campaignId !== null);
  const replies = unknown.filter(({ campaignId }) => campaignId === null);
  return new Map([
    ...unexplained(inBulk, Math.min(mostInBatch, facts.sendsPerSecond), facts, known),
    ...unexplained(replies, mostReplies, facts, known),
  ]);
}

function wasLeftOpen({ misdeeds }: Known, id: string, stateAt: number): boolean {
  return (misdeeds.get(id) ?? []).some(
    ({ deed, at }) => lossyDeeds.includes(deed) && at <= stateAt + measuringErrorMs,
  );
}

/** Each kill, and each time that the provider went away, hides as many as can be in hand then. */
function unexplained(
  messages: readonly MessageFact[],
  mostAtOnce: number,
  facts: Facts,
  known: Known,
): [string, string][] {
  const kills = facts.kills.map(({ at }) => at);
  const departures = facts.outages.map(({ from }) => from);
  const notCutOff = leftOver(messages.map(lossByCut), departures, mostAtOnce);
  const uncut = messages.filter(({ id }) => notCutOff.some((loss) => loss.id === id));
  const byKill = uncut.map((message) => lossByKill(message, facts, known));
  return leftOver(byKill, kills, mostAtOnce).map((loss) => {
    const isNear = kills.some((at) => lies(at, loss));
    const why = isNear ? `one of more than ${mostAtOnce} at a kill` : 'and no fault hit its call';
    return [loss.id, `${loss.id} is unknown, ${why}`];
  });
}

/** Whoever loses a connection knows at once that the outcome is lost. */
function lossByCut({ id, stateAt }: MessageFact): Loss {
  return { id, from: stateAt - inHandMs, until: stateAt + measuringErrorMs };
}

/** What a dead process had in hand is settled when its lease is over, and not much later. */
function lossByKill(message: MessageFact, facts: Facts, known: Known): Loss {
  const { id, campaignId, createdAt, stateAt, attempts } = message;
  const noted = known.refusals.get(id) ?? [];
  const lastAt = noted.at(-1)?.at;
  const around = (at: number): Loss => ({
    ...{ id, from: at - measuringErrorMs },
    until: Math.min(at + inHandMs, stateAt),
  });
  // Of a bulk send nobody counts how often it is tried: after a refusal it may be in hand again.
  if (lastAt !== undefined && campaignId === null && attempts <= noted.length) {
    return around(lastAt);
  }
  const wasAway = facts.outages.some(({ from, until }) => from <= stateAt && until >= createdAt);
  if (lastAt === undefined && campaignId !== null && !wasAway) return around(createdAt);
  const earliest = Math.max(lastAt ?? createdAt, stateAt - 2 * leaseMs);
  return { id, from: earliest - measuringErrorMs, until: stateAt - leaseMs + inHandMs };
}

/** Gives every event as many losses as it can have caused, the most urgent first. */
function leftOver(losses: readonly Loss[], events: readonly number[], mostAtOnce: number): Loss[] {
  let left = losses.toSorted((one, other) => one.until - other.until);
  for (const at of events.toSorted((one, other) => one - other)) {
    const caused = left.filter((loss) => lies(at, loss)).slice(0, mostAtOnce);
    left = left.filter((loss) => !caused.includes(loss));
  }
  return left;
}

function lies(at: number, { from, until }: Loss): boolean {
  return from <= at && at <= until;
}
