/** HTTP tells the time in whole seconds. */
const precisionMs = 500;
/** A page that was just rendered says the time less well: it was on its way since. */
const pageToleranceMs = 5 * 60_000;

export interface ServerClock {
  /** The present as the server's clock shows it, in milliseconds since 1970. */
  now(): number;
  /** What an answer says of the server's clock; both moments are of this machine's. */
  hear(date: string | null, askedAt: number, answeredAt: number): void;
  /** When the server rendered the page: it stands in until the first answer. */
  hearPage(renderedAt: number): void;
  /** Calls back when this machine's clock turned out to be wrong. */
  onCorrection(listener: () => void): () => void;
}

/**
 * Windows close by the server's clock, and that of a phone may be off by hours. What is within the
 * precision of an answer is left alone, so that the time on screen does not jump to and fro.
 */
export function createServerClock(machineNow: () => number): ServerClock {
  let aheadMs = 0;
  let hasHeard = false;
  const listeners = new Set<() => void>();
  const correct = (serverMs: number, machineMs: number, toleranceMs: number) => {
    const measuredMs = serverMs - machineMs;
    if (Math.abs(measuredMs - aheadMs) <= toleranceMs) return;
    aheadMs = measuredMs;
    for (const listener of listeners) listener();
  };
  return {
    now: () => machineNow() + aheadMs,
    hear(date, askedAt, answeredAt) {
      const toldMs = Date.parse(date ?? '');
      if (Number.isNaN(toldMs) || answeredAt < askedAt) return;
      hasHeard = true;
      const onItsWayMs = (answeredAt - askedAt) / 2;
      correct(toldMs + precisionMs, askedAt + onItsWayMs, precisionMs + onItsWayMs);
    },
    hearPage(renderedAt) {
      if (!hasHeard) correct(renderedAt, machineNow(), pageToleranceMs);
    },
    onCorrection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** One a tab. */
export const serverClock = createServerClock(() => Date.now());

/** As `fetch`, and hears from each answer what the server's clock shows. */
export async function fetchHearingTime(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const askedAt = Date.now();
  const response = await fetch(input, init);
  serverClock.hear(response.headers.get('date'), askedAt, Date.now());
  return response;
}
