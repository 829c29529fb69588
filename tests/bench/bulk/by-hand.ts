import type { Client } from 'pg';

interface Claimed {
  id: string;
}

/** The loop that somebody in a hurry would write: the same rows, and nothing asked. */
export async function claimAndRecordByHand(
  client: Client,
  { businessId, campaignId, channelId }: Record<'businessId' | 'campaignId' | 'channelId', string>,
  count: number,
): Promise<number> {
  await client.query(opening(businessId));
  await client.query(
    `update channel_paces set paid_up_at = greatest(paid_up_at, 0) + 1 where channel_id = $1`,
    [channelId],
  );
  const { rows } = await client.query<Claimed>(claim, [businessId, campaignId, channelId, count]);
  await client.query('commit');
  await client.query(opening(businessId));
  const ids = rows.map(({ id }) => id);
  await client.query(recordMessages, [ids, ids.map((id) => `wamid.${id}`)]);
  await client.query(`update recipients set state = 'sent' where id = any($1::uuid[])`, [ids]);
  await client.query('commit');
  return rows.length;
}

const opening = (businessId: string) =>
  `begin; select set_config('app.business_id','${businessId}',true), set_config('role','frontdesk_app',true)`;

const claim = `
  with taken as (
    select id, conversation_id from recipients
    where campaign_id = $2 and state = 'waiting' and due_at is null
    order by id limit $4 for update skip locked
  ), marked as (
    update recipients r set state = 'sending' from taken
    where r.business_id = $1 and r.id = taken.id
  ), paid as (
    insert into recipient_paces as p (business_id, conversation_id, paid_up_at)
    select $1, conversation_id, 1 from taken order by conversation_id
    on conflict (business_id, conversation_id) do update set paid_up_at = p.paid_up_at + 1
  )
  insert into messages (business_id, id, conversation_id, channel_id, campaign_id, direction, author,
    text, state, attempts, lease_until, occurred_at)
  select $1, id, conversation_id, $3, $2, 'outbound', 'campaign', 'Ten percent off in March.',
    'sending', 1, now() + interval '45 s', date_trunc('second', now())
  from taken returning id`;

const recordMessages = `
  update messages m set state = 'accepted', state_at = now(), lease_until = null,
    provider_message_id = v.provider_message_id
  from unnest($1::uuid[], $2::text[]) as v(id, provider_message_id)
  where m.business_id = (select nullif(current_setting('app.business_id', true), '')::uuid)
    and m.id = v.id`;
