import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

export interface SeededBusiness {
  businessId: string;
  userId: string;
  memberId: string;
}

interface Scale {
  conversations: number;
  messages: number;
}

/**
 * Fills a business within the server. Messages lie in order of time, as they would have come in;
 * half of them fall on a twentieth of the conversations, so that some threads are long.
 */
export async function seedBusiness(client: Client, scale: Scale): Promise<SeededBusiness> {
  const seeded = { businessId: randomUUID(), userId: randomUUID(), memberId: randomUUID() };
  const channelId = randomUUID();
  // Foreign keys are true by construction; checking each would take longer than the inserts.
  await client.query(`set session_replication_role = replica`);
  await client.query(`set synchronous_commit = off`);
  await seedPlace(client, seeded, channelId);
  await client.query(peopleTable, [scale.conversations]);
  await client.query(contactRows, [seeded.businessId]);
  await client.query(identityRows, [seeded.businessId]);
  await client.query(messageRows(scale), [seeded.businessId, channelId, seeded.memberId]);
  await client.query(conversationRows, [seeded.businessId, channelId, seeded.memberId]);
  await client.query('drop table people');
  return seeded;
}

async function seedPlace(client: Client, seeded: SeededBusiness, channelId: string) {
  const { businessId, userId, memberId } = seeded;
  const email = `${userId}@bench.test`;
  await client.query(`insert into businesses (id, name) values ($1, 'Bench')`, [businessId]);
  await client.query(
    `insert into users (id, email, name, password_hash) values ($1, $2, 'Bench', '-')`,
    [userId, email],
  );
  await client.query(
    `insert into members (business_id, id, user_id, role, name, email)
     values ($1, $2, $3, 'owner', 'Bench', $4)`,
    [businessId, memberId, userId, email],
  );
  await client.query(
    `insert into channels (business_id, id, kind, name, external_id, display_address, encrypted_credentials)
     values ($1, $2, 'whatsapp', 'WhatsApp', $3, '+91 22 5550 0100', '-')`,
    [businessId, channelId, channelId],
  );
}

const peopleTable = `
  create temp table people as
  select n, uuidv7() as contact_id, uuidv7() as conversation_id, (911000000000 + n)::text as address
  from generate_series(1, $1::int) n`;

const contactRows = `
  insert into contacts (business_id, id, name, name_source, phone)
  select $1, contact_id, case when n % 10 = 0 then null else 'Customer ' || n end,
         case when n % 10 = 0 then 'none' else 'profile' end, '+' || address
  from people order by n`;

const identityRows = `
  insert into contact_identities (business_id, contact_id, channel_kind, address)
  select $1, contact_id, 'whatsapp', address from people order by n`;

/** The factors are primes that share nothing with the counts, so that everybody gets their share. */
function messageRows({ conversations, messages }: Scale): string {
  const busy = Math.max(1, Math.floor(conversations / 20));
  return `
  insert into messages (business_id, conversation_id, channel_id, direction, author,
    author_member_id, text, provider_message_id, quoted_provider_message_id, state, state_at,
    occurred_at, created_at)
  select $1, conversation_id, $2,
    case when m % 3 = 0 then 'outbound' else 'inbound' end,
    case when m % 3 = 0 then 'member' else 'contact' end,
    case when m % 3 = 0 then $3::uuid end,
    'Message ' || m || ': could you tell me whether Thursday at five is still free?',
    'wamid.' || m, case when m % 20 = 0 then 'wamid.' || m / 2 end,
    case when m % 3 = 0 then 'read' else 'received' end, moment, moment, moment
  from (
    select m, date_trunc('second', now() - (${messages} - m) * interval '60 days' / ${messages}) as moment,
      1 + case when m % 2 = 0 then (m / 2 * 104729::bigint) % ${busy}
               else (m / 2 * 7919::bigint) % ${conversations} end as n
    from generate_series(1, ${messages}) m
  ) numbered join people using (n)
  order by m`;
}

const conversationRows = `
  insert into conversations (business_id, id, contact_id, channel_id, address, status, handled_by,
    assignee_id, unread_count, last_inbound_at, last_message_id, last_message_at, last_message_text,
    last_message_direction, last_message_author, last_message_state, created_at)
  select $1, conversation_id, contact_id, $2, address,
    case when n % 5 = 0 then 'closed' else 'open' end,
    case when n % 3 = 0 then 'member' else 'nobody' end,
    case when n % 3 = 0 then $3::uuid end,
    case when n % 7 = 0 and n % 5 <> 0 then n % 4 else 0 end,
    occurred_at, id, occurred_at, text, direction, author, state, occurred_at
  from (
    select distinct on (conversation_id) * from messages where business_id = $1
    order by conversation_id, occurred_at desc, id desc
  ) newest join people using (conversation_id)
  order by n`;
