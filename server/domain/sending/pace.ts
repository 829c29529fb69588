/** A rate with room for a burst: `burst` at once, then one per `everyMs`. */
export interface Rate {
  everyMs: number;
  burst: number;
}

/** How far something is ahead of its rate; milliseconds since 1970, with fractions. */
export interface Pace {
  paidUpAt: number;
  lastTurnAt: number;
}

/** WhatsApp: one message per 6 s to one person, of which 45 may be borrowed. */
export const recipientRate: Rate = { everyMs: 6_000, burst: 45 };

/** A second's worth at once, then evenly. */
export function channelRate(sendsPerSecond: number): Rate {
  return { everyMs: 1_000 / sendsPerSecond, burst: sendsPerSecond };
}

/** Milliseconds until one more fits (0 = now): the generic cell rate algorithm. */
export function waitToFit(pace: Pace, rate: Rate, now: number): number {
  return Math.max(0, pace.paidUpAt - (rate.burst - 1) * rate.everyMs - now);
}

/** The same for one that stands behind everybody who was given a turn: turns are spread evenly. */
export function waitInLine(pace: Pace, rate: Rate, now: number): number {
  const behind = pace.lastTurnAt > now ? pace.lastTurnAt + rate.everyMs - now : 0;
  return Math.max(waitToFit(pace, rate, now), behind);
}

/**
 * How many of a bulk send may go now, behind everybody who was given a turn. A tenth of the burst is
 * left to people, so that a reply finds room however fast the bulk send goes.
 */
export function campaignTurns(pace: Pace, rate: Rate, now: number): number {
  if (pace.lastTurnAt > now) return 0;
  const ahead = Math.max(0, pace.paidUpAt - now) / rate.everyMs;
  return Math.max(0, Math.floor(campaignBurst(rate) - ahead + rounding));
}

/** Milliseconds until that many of a bulk send may go. */
export function waitForCampaign(pace: Pace, rate: Rate, now: number, count: number): number {
  const room = campaignBurst(rate) - Math.min(count, campaignBurst(rate));
  const untilRoom = pace.paidUpAt - room * rate.everyMs - now;
  return Math.max(0, untilRoom, pace.lastTurnAt - now);
}

function campaignBurst({ burst }: Rate): number {
  return burst - Math.floor(burst / 10);
}

/** Of one turn: what a sum of fractions may be short by. */
const rounding = 1e-6;

/** The pace after so many were sent now. */
export function afterSending(pace: Pace, rate: Rate, now: number, count = 1): Pace {
  return { ...pace, paidUpAt: Math.max(pace.paidUpAt, now) + count * rate.everyMs };
}

/** The pace after one was told to come back: the next is given a turn behind it. */
export function afterWaiting(pace: Pace, turnAt: number): Pace {
  return { ...pace, lastTurnAt: Math.max(pace.lastTurnAt, turnAt) };
}

/** Nothing until then, and nothing borrowed right after it. */
export function afterSlowing(pace: Pace, rate: Rate, until: number): Pace {
  const paidUpAt = Math.max(pace.paidUpAt, until + (rate.burst - 1) * rate.everyMs);
  return { paidUpAt, lastTurnAt: Math.max(pace.lastTurnAt, until) };
}
