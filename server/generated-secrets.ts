import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '#server/configuration-error.ts';

const secretsFile = z.object({
  NEXTAUTH_SECRET: z.string().min(16),
  ENCRYPTION_KEY: z.string().refine((value) => Buffer.from(value, 'base64').length === 32),
});

export type GeneratedSecrets = z.output<typeof secretsFile>;

/** The secrets of this data directory; made on first use in `secrets.json` with mode 0600. */
export function generatedSecrets(dataDir: string): GeneratedSecrets {
  const file = join(dataDir, 'secrets.json');
  return readSecrets(file) ?? makeSecrets(dataDir, file);
}

function readSecrets(file: string): GeneratedSecrets | undefined {
  let text: string;
  try {
    text = readFileSync(/* turbopackIgnore: true */ file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new ConfigurationError(`${file} cannot be read (${codeOf(error) ?? 'unknown reason'}).`);
  }
  const parsed = secretsFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `${file} is damaged; put it back from a backup, or set NEXTAUTH_SECRET and ENCRYPTION_KEY.`,
  );
}

function makeSecrets(dataDir: string, file: string): GeneratedSecrets {
  const secrets: GeneratedSecrets = {
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  };
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    makeDataDir(dataDir);
    writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    // A link appears whole or not at all, and fails when another process was first.
    linkSync(draft, file);
    return secrets;
  } catch (error) {
    const winner = codeOf(error) === 'EEXIST' ? readSecrets(file) : undefined;
    if (winner !== undefined) return winner;
    throw new ConfigurationError(
      `The data directory ${dataDir} cannot be written (${codeOf(error) ?? 'unknown reason'}).`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Makes the data directory; root's may be passed through, because Postgres runs as another user. */
export function makeDataDir(dataDir: string): void {
  if (mkdirSync(dataDir, { recursive: true }) === undefined) return;
  chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
