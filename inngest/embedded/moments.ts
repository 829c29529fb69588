import { sql } from 'drizzle-orm';

type Fragment = ReturnType<typeof sql>;

/** A moment of the database, in milliseconds since 1970. */
export function toMs(moment: Fragment): Fragment {
  return sql`(extract(epoch from ${moment}) * 1000)::float8`;
}

/** A moment for the database, given in milliseconds since 1970. */
export function fromMs(ms: Fragment): Fragment {
  return sql`to_timestamp((${ms})::float8 / 1000)`;
}
