import { pool } from '#db/client.ts';

/** Closes the process's connections; the pool cannot be used afterwards. */
export async function closePool(): Promise<void> {
  await pool().end();
}
