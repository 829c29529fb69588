import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Where the embedded server of a Frontdesk data directory keeps its cluster. */
export function clusterDirectory(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/**
 * The folder of a cluster's Unix socket: beside the cluster, or under /tmp when that path would
 * exceed the 107 bytes the system allows for a socket.
 */
export function socketDirectory(clusterDir: string): string {
  const beside = `${clusterDir}-socket`;
  if (Buffer.byteLength(`${beside}/.s.PGSQL.5432`) <= 107) return beside;
  const name = createHash('sha256').update(clusterDir).digest('hex').slice(0, 16);
  return `/tmp/frontdesk-${name}`;
}
