import pg from 'pg';
import { createBusinessContext } from '#server/business-context.ts';
import { claimBatch } from '#server/domain/campaigns/claim-batch.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { recordResults } from '#server/domain/messages/record-results.ts';
import { claimAndRecordByHand } from '#tests/bench/bulk/by-hand.ts';
import { makeCampaign, prepareChannel, sendWhole } from '#tests/bench/bulk/campaign.ts';
import { measurePace } from '#tests/bench/bulk/pace.ts';
import { startProvider } from '#tests/bench/bulk/provider.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';
import type { BenchRun } from '#tests/bench/measure.ts';
import { startBenchDatabase } from '#tests/bench/pages/database.ts';
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
    ...(await measurePace(ctx, database, channelId, run.sizes.paceSeconds)),
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
