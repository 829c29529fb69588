import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '#server/boot/lock.ts';
import { ConfigurationError } from '#server/configuration-error.ts';
import { makeDataDir } from '#server/generated-secrets.ts';

/** Makes sure that only this Frontdesk uses the data directory. Returns how to release it. */
export function lockDataDir(dataDir: string): () => void {
  try {
    makeDataDir(dataDir);
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`The data directory ${dataDir} cannot be used: ${reason}.`);
  }
  const lock = takeLock(join(dataDir, 'frontdesk.lock'));
  if ('release' in lock) return lock.release;
  throw new ConfigurationError(
    `The data directory ${dataDir} is in use by another Frontdesk (process ${lock.holder.pid}); ` +
      'stop that one, or set DATA_DIR to another folder.',
  );
}
