import { rowsOf } from '#tests/e2e/support/database.ts';
import { expect } from '#tests/e2e/support/visitors.ts';

/** In seconds. */
export const hour = 3_600;

/** The customer's last message was so long ago, in seconds, by the provider's clock. */
export const wroteAgo = (name: string, seconds: number) =>
  // What was written may still be on its way to us.
  expect(async () => {
    const changed = await rowsOf(
      process.env.E2E_DATA_DIR ?? '',
      `update conversations set last_inbound_at = now() - $2 * interval '1 second'
       where contact_id = (select id from contacts where name = $1) returning id`,
      [name, seconds],
    );
    expect(changed).toHaveLength(1);
  }).toPass();
