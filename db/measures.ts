import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';

/** How much work the whole installation holds; ages are in seconds, 0 when nothing waits. */
export interface Measures {
  eventsWaiting: number;
  queueDepth: number;
  queueDue: number;
  queueOldestSeconds: number;
  deliveriesPending: number;
  deliveriesOldestSeconds: number;
  unroutedItems: number;
  /** Of all businesses; what they hold is theirs alone. */
  deadLettersWaiting: number;
  channels: Record<string, number>;
  /** Without those that ended well, which are as many as a week's work. */
  runs: Record<string, number>;
  /** Only messages that are under way: the others are their business's alone. */
  messages: Record<string, number>;
}

/** Counts what every business's work comes to. */
export function measureWork(): Promise<Measures> {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<{ measures: Measures }>(countAll);
    const [row] = rows;
    if (row === undefined) throw new Error('The database counted nothing.');
    return row.measures;
  });
}

const isDue = sql`where lease_token is null and throttle_key is null and available_at <= now()`;
/** What has priority is due before it came. */
const oldestDue = sql`min(greatest(available_at, created_at))`;

function age(moment: ReturnType<typeof sql>) {
  return sql`coalesce(round(extract(epoch from now() - ${moment})::numeric, 3), 0)::float8`;
}

/** No table that grows with use is read whole: each count has its index. */
export const countAll = sql`
  select json_build_object(
    'eventsWaiting', (select count(*) from job_events where dispatched_at is null),
    'queueDepth', (select count(*) from job_queue),
    'queueDue', (select count(*) from job_queue ${isDue}),
    'queueOldestSeconds', (select ${age(oldestDue)} from job_queue ${isDue}),
    'deliveriesPending', (select count(*) from webhook_deliveries where state = 'pending'),
    'deliveriesOldestSeconds', (select ${age(sql`min(received_at)`)}
      from webhook_deliveries where state = 'pending'),
    'unroutedItems', (select count(*) from unrouted_items),
    'deadLettersWaiting', (select count(*) from dead_letters where state = 'waiting'),
    'channels', (select coalesce(json_object_agg(status, number), '{}') from
      (select status, count(*) as number from channels group by status) as by_status),
    'runs', (select coalesce(json_object_agg(state, number), '{}') from
      (select state, count(*) as number from job_runs
        where state in ('queued', 'running', 'failed', 'cancelled') group by state) as by_state),
    'messages', (select coalesce(json_object_agg(state, number), '{}') from
      (select state, count(*) as number from messages
        where state in ('queued', 'sending') group by state) as by_state)
  ) as measures`;
