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

/** The pace after one was sent now. */
export function afterSending(pace: Pace, rate: Rate, now: number): Pace {
  return { ...pace, paidUpAt: Math.max(pace.paidUpAt, now) + rate.everyMs };
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
