import { pool } from '#db/client.ts';

/** Whether the database answers; rejects with the reason when it does not. */
export async function pingDatabase(): Promise<boolean> {
  const { rowCount } = await pool().query('select 1');
  return rowCount === 1;
}
