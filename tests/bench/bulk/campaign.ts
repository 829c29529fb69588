import pg from 'pg';
import { channelPort } from '#server/channel-port.ts';
import { sendBatches } from '#server/domain/campaigns/send-batches.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { benchNumber, benchSecret } from '#tests/bench/bulk/number.ts';
import type { BenchDatabase } from '#tests/bench/pages/database.ts';

/** A fast number at the provider, whose people have all just written. */
export async function prepareChannel({ superuser, business }: BenchDatabase) {
  const { businessId } = business;
  const { accessToken } = sandboxSecrets(benchSecret);
  const kind = 'whatsapp' as const;
  const sealed = channelPort().seal({ businessId, kind, externalId: benchNumber }, { accessToken });
  return asSuperuser(superuser, async (client) => {
    await client.query(`update conversations set last_inbound_at = now() where business_id = $1`, [
      businessId,
    ]);
    const { rows } = await client.query<{ id: string }>(
      `update channels set external_id = $2, encrypted_credentials = $3, sends_per_second = 5000,
         new_people_per_day = null
       where business_id = $1 returning id`,
      [businessId, benchNumber, sealed],
    );
    await client.query('vacuum analyze conversations');
    return rows[0]?.id ?? '';
  });
}

/** A running campaign to so many people; a template, which the provider takes without a chat. */
export function makeCampaign(
  { superuser, business }: BenchDatabase,
  channelId: string,
  people: number,
) {
  const template = { name: 'spring_offer', language: 'en', parameters: ['March'] };
  return asSuperuser(superuser, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into campaigns (business_id, channel_id, name, text, template, state)
       values ($1, $2, 'Bench', 'Ten percent off in March.', $3, 'running') returning id`,
      [business.businessId, channelId, JSON.stringify(template)],
    );
    const campaignId = rows[0]?.id ?? '';
    await client.query(
      `insert into recipients (business_id, campaign_id, contact_id, conversation_id)
       select business_id, $2, contact_id, id from conversations
       where business_id = $1 order by random() limit $3`,
      [business.businessId, campaignId, people],
    );
    await client.query('vacuum analyze recipients');
    return campaignId;
  });
}

/** As long as a step of the product's own job. */
const stepMs = 2_000;

/** Carries a campaign out from its first batch to its last; returns how many were sent. */
export async function sendWhole(ctx: BusinessContext, campaignId: string): Promise<number> {
  let count = 0;
  for (;;) {
    const turn = await sendBatches(ctx, { campaignId }, stepMs);
    count += turn.tally.accepted;
    if (turn.kind === 'over') return count;
    if (turn.kind === 'wait') await new Promise((resolve) => setTimeout(resolve, turn.ms));
  }
}

/** How many messages a second the number may send from now on. */
export function setRate(
  { superuser, business }: BenchDatabase,
  sendsPerSecond: number,
): Promise<unknown> {
  return asSuperuser(superuser, (client) =>
    client.query(`update channels set sends_per_second = $2 where business_id = $1`, [
      business.businessId,
      sendsPerSecond,
    ]),
  );
}

async function asSuperuser<T>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
