import { childEnvironment } from '#server/env.ts';

/**
 * The environment Postgres runs in. The number in its lock file may by now be a stranger's: told
 * that this process is an ancestor, it takes the lock as stale and still checks shared memory.
 */
export function postgresEnv(stalePid?: number): NodeJS.ProcessEnv {
  const { PATH = '/usr/bin:/bin', NODE_ENV } = childEnvironment();
  return {
    NODE_ENV,
    PATH,
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(stalePid === undefined ? {} : { PG_GRANDPARENT_PID: String(stalePid) }),
  };
}
