import { rowsOf } from '#tests/e2e/support/database.ts';
import type { Audience, World } from '#tests/faults/world.ts';

const atOnce = 32;

/** People who wrote today, on both sides at once: too many to let each of them write. */
export async function gatherAudience(
  { dataDir, sandbox }: Pick<World, 'dataDir' | 'sandbox'>,
  channelId: string,
  size: number,
): Promise<Audience> {
  const rows = await rowsOf<{ address: string; contact_id: string }>(
    dataDir,
    `with numbers as materialized (
       select n, uuidv7() as contact_id, (551190000000 + n)::text as address
       from generate_series(1, $2::int) n
     ), channel as (select business_id, id from channels where id = $1),
     made as (
       insert into contacts (business_id, id, name, phone)
       select business_id, contact_id, 'Guest ' || n, '+' || address from numbers, channel
     ), known as (
       insert into contact_identities (business_id, contact_id, channel_kind, address)
       select business_id, contact_id, 'whatsapp', address from numbers, channel
     )
     insert into conversations (business_id, channel_id, contact_id, address, last_inbound_at)
     select business_id, id, contact_id, address, now() from numbers, channel
     returning address, contact_id`,
    [channelId, size],
  );
  const waiting = [...rows];
  const introduce = async () => {
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      await sandbox.introduce({ wa_id: row.address, name: `Guest ${row.address}` });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, introduce));
  return { channelId, contactIds: rows.map((row) => row.contact_id) };
}
