/** The database that a test worker shares among its files, one after the other. */
export function workerDatabaseName(pool = process.env.VITEST_POOL_ID ?? '1'): string {
  return `w_${pool}`;
}
