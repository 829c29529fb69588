import { pingDatabase } from '#db/ping.ts';
import { log } from '#server/log.ts';
import { perProcess } from '#server/per-process.ts';

const checkLimitMs = 2_000;

export type HealthCheck = () => boolean | Promise<boolean>;
export type HealthPart = 'database' | 'jobs' | 'realtime';

export interface Health {
  status: 'ok' | 'failing';
  checks: Record<HealthPart, 'ok' | 'failing'>;
}

const checks = () =>
  perProcess('health-checks', () => new Map<HealthPart, HealthCheck>([['database', pingDatabase]]));

/** Says how a part of the running server is asked whether it works; a part nobody named fails. */
export function registerHealthCheck(part: HealthPart, check: HealthCheck): void {
  checks().set(part, check);
}

/** Asks every part at once; one that takes longer than two seconds fails. */
export async function checkHealth(): Promise<Health> {
  const [database, jobs, realtime] = await Promise.all([
    ask('database'),
    ask('jobs'),
    ask('realtime'),
  ]);
  const all = [database, jobs, realtime].every((state) => state === 'ok');
  return { status: all ? 'ok' : 'failing', checks: { database, jobs, realtime } };
}

async function ask(part: HealthPart): Promise<'ok' | 'failing'> {
  const check = checks().get(part);
  if (check === undefined) return 'failing';
  try {
    return (await within(checkLimitMs, check)) ? 'ok' : 'failing';
  } catch (error) {
    log().warn({ error, part }, 'a health check failed');
    return 'failing';
  }
}

async function within(milliseconds: number, check: HealthCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([Promise.resolve(check()), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
