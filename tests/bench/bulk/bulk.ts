import pg from 'pg';
import { createBusinessContext } from '#server/business-context.ts';
import { channelPort } from '#server/channel-port.ts';
import { claimBatch } from '#server/domain/campaigns/claim-batch.ts';
import { sendBatch } from '#server/domain/campaigns/send-batch.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { recordResults } from '#server/domain/messages/record-results.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { claimAndRecordByHand } from '#tests/bench/bulk/by-hand.ts';
import { benchNumber, benchSecret } from '#tests/bench/bulk/number.ts';
import { startProvider } from '#tests/bench/bulk/provider.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';
import type { BenchRun } from '#tests/bench/measure.ts';
import { startBenchDatabase } from '#tests/bench/pages/database.ts';
import type { BenchDatabase } from '#tests/bench/pages/database.ts';
import type { Figure } from '#tests/bench/report.ts';
import { compare, interleave } from '#tests/bench/rounds.ts';

const batch = 500;

/** Batches of a bulk send against the same SQL by hand, and bulk sends through the sandbox. */
export async function measureBulk(run: BenchRun): Promise<Figure[]> {
  const database = await startBenchDatabase(run);
  const { businessId } = database.business;
  const hand = new pg.Client(database.login);
  await hand.connect();
  onCleanup(() => hand.end());
  const channelId = await prepareChannel(database);
  const ctx = contextWith(businessId, await startProvider());
  const rounds = run.sizes.bulkRounds;
  const [ours, theirs] = [
    await makeCampaign(database, channelId, batch * (rounds + 1)),
    await makeCampaign(database, channelId, batch * (rounds + 1)),
  ];
  const place = { businessId, channelId, campaignId: theirs };
  await claimAndRecord(ctx, ours);
  await claimAndRecordByHand(hand, place, batch);
  const result = await interleave(
    rounds,
    () => perSecond(() => claimAndRecord(ctx, ours)),
    () => perSecond(() => claimAndRecordByHand(hand, place, batch)),
  );
  const whole = await makeCampaign(database, channelId, run.sizes.bulkMessages);
  const cpu = process.cpuUsage();
  const sent = await perSecond(() => sendWhole(ctx, whole));
  const { user, system } = process.cpuUsage(cpu);
  return [
    {
      name: `recipients claimed and recorded, ${batch} at once`,
      unit: '/s',
      ...compare(result, (figure) => figure),
      aim: { atLeast: 0.5 },
    },
    {
      name: 'bulk send through the sandbox, recorded',
      unit: '/s',
      ours: sent,
      aim: { atLeast: 2_000 },
    },
    {
      name: 'bulk send, our own time on a core for a message',
      unit: 'ms',
      ours: (user + system) / 1_000 / run.sizes.bulkMessages,
      aim: { atMost: 0.5 },
    },
  ];
}

async function perSecond(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const count = await work();
  return (count / (performance.now() - began)) * 1_000;
}

/** One batch, as if the provider had taken each at once. */
async function claimAndRecord(ctx: BusinessContext, campaignId: string): Promise<number> {
  const claim = await claimBatch(ctx, { campaignId });
  if (claim.kind !== 'send') throw new Error('There was nothing to claim.');
  const outcomes = claim.outbound.map(({ clientReference: messageId }) => ({
    messageId,
    result: { ok: true as const, providerMessageId: `wamid.${messageId}` },
  }));
  await recordResults(ctx, claim.channelId, outcomes);
  return outcomes.length;
}

async function sendWhole(ctx: BusinessContext, campaignId: string): Promise<number> {
  let count = 0;
  for (;;) {
    const turn = await sendBatch(ctx, { campaignId });
    if (turn.kind === 'over') return count;
    if (turn.kind === 'sent') count += turn.count;
    else await new Promise((resolve) => setTimeout(resolve, turn.ms));
  }
}

/** The product's own context, but that it speaks to the provider of the bench. */
function contextWith(businessId: string, baseUrl: string): BusinessContext {
  const ctx = createBusinessContext({ businessId, actor: { kind: 'system', job: 'bench' } });
  const { channels } = ctx;
  const connectionFor: typeof channels.connectionFor = (channel) => ({
    ...channels.connectionFor(channel),
    baseUrl,
  });
  return { ...ctx, channels: { ...channels, connectionFor } };
}

/** A fast number at the provider, whose people have all just written. */
async function prepareChannel({ superuser, business }: BenchDatabase) {
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
function makeCampaign({ superuser, business }: BenchDatabase, channelId: string, people: number) {
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
