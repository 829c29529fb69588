import pg from 'pg';
import type { BenchDatabase } from '#tests/bench/pages/database.ts';
import type { RecordedStatement } from '#tests/bench/pages/recording.ts';

/** Sends statements by hand: the same driver, the same scope, named, and rows as they come. */
export interface Replay {
  run(statements: RecordedStatement[]): Promise<unknown[][]>;
  end(): Promise<void>;
}

/** A pool like the product's own, with nothing above it. */
export function createReplay({ login, business }: BenchDatabase): Replay {
  const pool = new pg.Pool({ ...login, max: 16 });
  // When the server stops first, its idle connections say so here.
  pool.on('error', () => undefined);
  const opening = `begin; select set_config('app.business_id','${business.businessId}',true), set_config('role','frontdesk_app',true)`;
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const name = names.get(text) ?? `s${names.size}`;
    names.set(text, name);
    return name;
  };
  return {
    async run(statements) {
      const client = await pool.connect();
      try {
        const opened = client.query(opening);
        opened.catch(() => undefined);
        const results: unknown[][] = [];
        for (const { text, values } of statements) {
          const result = await client.query({ name: nameOf(text), text, values, rowMode: 'array' });
          results.push(result.rows);
        }
        await opened;
        await client.query('commit');
        return results;
      } finally {
        client.release();
      }
    },
    end: () => pool.end(),
  };
}
