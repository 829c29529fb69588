import { perProcess } from '#server/per-process.ts';

/** When the executor's loop last went round with the database answering. */
export const executorPulse = () => perProcess('jobs.pulse', () => ({ lastTurnAt: 0 }));

/** A loop that has not gone round for this long is not healthy. */
export const healthyMs = 10_000;
