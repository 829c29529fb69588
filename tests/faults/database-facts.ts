import type { DatabaseFacts, MessageFact, RecipientFact } from '#tests/faults/facts.ts';
import { rowsOf } from '#tests/e2e/support/database.ts';

interface Line {
  id: string;
  what: string;
}

/** What is still to be done at this moment; empty once everything is settled. */
export function readUnderWay(dataDir: string): Promise<Line[]> {
  return rowsOf<Line & Record<string, unknown>>(
    dataDir,
    `select id::text, 'message ' || state as what from messages
       where state in ('queued', 'sending')
         or (state = 'scheduled' and scheduled_for < now() + interval '1 minute')
     union all
     select r.id::text, 'recipient ' || r.state from recipients r
       join campaigns c on c.business_id = r.business_id and c.id = r.campaign_id
       where r.state = 'sending' or (r.state = 'waiting' and c.state = 'running')
     union all
     select id::text, 'delivery ' || state from webhook_deliveries where state = 'pending'
     union all
     select id::text, 'event not dispatched: ' || name from job_events where dispatched_at is null
     union all
     select id::text, 'job ' || function_id || coalesce(' held by ' || lease_owner, ' waiting')
       from job_queue where kind not in ('timer', 'wait') or available_at < now()
     union all
     select r.id::text, 'job ' || r.function_id || ' with nothing to do next' from job_runs r
       where r.finished_at is null and not exists (select from job_queue q where q.run_id = r.id)`,
  );
}

/** How many single things wait to be applied or sent; a bulk send has a pace of its own. */
export async function countBacklog(dataDir: string): Promise<number> {
  const [row] = await rowsOf<{ waiting: number }>(
    dataDir,
    `select (select count(*) from webhook_deliveries where state = 'pending')::int
       + (select count(*) from messages
          where state in ('queued', 'sending') and campaign_id is null)::int as waiting`,
  );
  return row?.waiting ?? 0;
}

/** Whether a call was answered since then with nothing that is final, so that another is to follow. */
export async function hasTriesLeft(dataDir: string, since: Date): Promise<boolean> {
  const found = await rowsOf(
    dataDir,
    `select from messages where state = 'queued' and attempts > 0 and state_at > $1 limit 1`,
    [since],
  );
  return found.length > 0;
}

/** Everything the database says about what came in and went out since a moment. */
export async function readDatabaseFacts(dataDir: string, since: Date): Promise<DatabaseFacts> {
  const [messages, underWay, givenUp, people] = [
    await readMessages(dataDir, since),
    await readUnderWay(dataDir),
    await readGivenUp(dataDir),
    await readPeople(dataDir),
  ];
  const campaigns = await rowsOf<{ id: string; state: string }>(
    dataDir,
    'select id, state from campaigns',
  );
  const recipients = await rowsOf<RecipientFact & Record<string, unknown>>(
    dataDir,
    `select r.id, r.campaign_id as "campaignId", r.state, r.reason,
       c.last_inbound_at < s.launched_at - interval '24 hours' as "isShut"
     from recipients r join conversations c on c.id = r.conversation_id
     join campaigns s on s.id = r.campaign_id`,
  );
  return { messages, underWay, givenUp, people, campaigns, recipients };
}

function readMessages(dataDir: string, since: Date): Promise<MessageFact[]> {
  return rowsOf<MessageFact & Record<string, unknown>>(
    dataDir,
    `select m.id, m.campaign_id as "campaignId", m.direction, m.state, m.attempts,
       m.can_retry as "canRetry", m.failure_code as "failureCode", m.client_id as "clientId",
       (extract(epoch from m.state_at) * 1000)::float8 as "stateAt",
       (extract(epoch from m.created_at) * 1000)::float8 as "createdAt",
       m.provider_message_id as "providerMessageId", c.address as "waId", m.text
     from messages m join conversations c on c.business_id = m.business_id and c.id = m.conversation_id
     where m.created_at >= $1`,
    [since],
  );
}

function readGivenUp(dataDir: string): Promise<Line[]> {
  return rowsOf<Line & Record<string, unknown>>(
    dataDir,
    `select id::text, 'dead letter (' || reason || ')' as what from dead_letters
     union all
     select delivery_id::text, 'unrouted item (' || reason || ')' from unrouted_items
     union all
     select id::text, 'failed job ' || function_id || ' (' || coalesce(error ->> 'message', '') || ')'
       from job_runs where state = 'failed'`,
  );
}

function readPeople(dataDir: string): Promise<DatabaseFacts['people']> {
  return rowsOf<DatabaseFacts['people'][number] & Record<string, unknown>>(
    dataDir,
    `select i.address as "waId", count(distinct i.contact_id)::int as contacts,
       count(distinct c.id) filter (where c.status = 'open')::int as conversations
     from contact_identities i
     left join conversations c on c.business_id = i.business_id and c.address = i.address
     group by i.address`,
  );
}
