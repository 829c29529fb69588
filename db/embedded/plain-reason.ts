import { ConfigurationError } from '#server/configuration-error.ts';

const reasons: [RegExp, (clusterDir: string) => string][] = [
  [
    /no space left on device/i,
    (dir) => `The disk is full: Postgres cannot start on ${dir} until there is space.`,
  ],
  [
    /database files are incompatible/i,
    (dir) => `${dir} was made by another version of Postgres than the 18 that Frontdesk brings.`,
  ],
  [
    /wrong ownership|permission denied|operation not permitted|could not change permissions/i,
    (dir) => `Postgres may not use ${dir}: it belongs to somebody else.`,
  ],
  [
    /read-only file system/i,
    (dir) => `Postgres cannot write ${dir}: the file system is read-only.`,
  ],
];

/** One plain sentence for what Postgres said when it would not start. */
export function plainReason(clusterDir: string, said: string): ConfigurationError {
  const known = reasons.find(([pattern]) => pattern.test(said));
  if (known !== undefined) return new ConfigurationError(known[1](clusterDir));
  const lines = said.trim().split('\n');
  const last = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? '';
  const reason = last.replace(/^.*?(FATAL|PANIC|error):\s*/, '').trim() || 'it gave no reason';
  return new ConfigurationError(`Postgres does not start on ${clusterDir}: ${reason}.`);
}
