import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import type { PostgresBinaries } from '#db/embedded/binaries.ts';
import { plainReason } from '#db/embedded/plain-reason.ts';
import { postgresEnv } from '#db/embedded/postgres-env.ts';
import { giveTo } from '#db/embedded/run-as.ts';
import type { RunAs } from '#db/embedded/run-as.ts';

const clusterOptions = [
  ...['-U', 'postgres', '--auth=trust', '--no-instructions'],
  // UTF-8 whatever the locale of the machine; names that people read are sorted with ICU.
  ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-locale'],
];

/** Makes a new cluster, under another name first: cut short, it leaves no half cluster behind. */
export function initialiseCluster(
  clusterDir: string,
  binaries: PostgresBinaries,
  runAs: RunAs,
  isDurable: boolean,
): void {
  const draft = `${clusterDir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  giveTo(runAs.owner, draft);
  const [command = '', ...args] = [...runAs.prefix, binaries.initdb, '-D', draft];
  const result = spawnSync(
    command,
    [...args, ...clusterOptions, ...(isDurable ? [] : ['--no-sync'])],
    {
      encoding: 'utf8',
      cwd: '/',
      uid: runAs.uid,
      gid: runAs.gid,
      env: postgresEnv(),
    },
  );
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw plainReason(clusterDir, `${result.stdout}\n${result.stderr}`);
  renameSync(draft, clusterDir);
}
