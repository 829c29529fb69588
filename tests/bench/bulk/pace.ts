import type { BusinessContext } from '#server/domain/context.ts';
import { makeCampaign, sendWhole, setRate } from '#tests/bench/bulk/campaign.ts';
import type { BenchDatabase } from '#tests/bench/pages/database.ts';
import type { Figure } from '#tests/bench/report.ts';

/** What WhatsApp takes from a number at first. */
const sendsPerSecond = 80;

/** How a bulk send keeps to the rate of its number, by the moments at which the provider is called. */
export async function measurePace(
  ctx: BusinessContext,
  database: BenchDatabase,
  channelId: string,
  seconds: number,
): Promise<Figure[]> {
  await setRate(database, sendsPerSecond);
  // A second's worth goes at once; what comes after it is what the rate is asked of.
  const people = sendsPerSecond * (seconds + 1);
  const campaignId = await makeCampaign(database, channelId, people);
  const calls: number[] = [];
  await sendWhole(noting(ctx, calls), campaignId);
  const began = calls[0] ?? 0;
  const steady = calls.filter((at) => at >= began + 1_000 && at < began + seconds * 1_000).length;
  const expected = sendsPerSecond * (seconds - 1);
  return [
    {
      name: `bulk send at ${sendsPerSecond} a second, off by over ${seconds} s`,
      unit: '%',
      ours: (Math.abs(steady - expected) / expected) * 100,
      aim: { atMost: 2 },
    },
    {
      name: 'bulk send, most in any second (rate and burst)',
      unit: '',
      ours: Math.max(...calls.map((at, index) => countFrom(calls, index, at + 1_000))),
      aim: { atMost: 2 * sendsPerSecond },
    },
  ];
}

/** The same context, whose provider's calls are noted as they begin. */
function noting(ctx: BusinessContext, calls: number[]): BusinessContext {
  const { channels } = ctx;
  const adapterFor: typeof channels.adapterFor = (kind) => {
    const adapter = channels.adapterFor(kind);
    return {
      ...adapter,
      send: (...asked) => {
        calls.push(performance.now());
        return adapter.send(...asked);
      },
    };
  };
  return { ...ctx, channels: { ...channels, adapterFor } };
}

function countFrom(calls: readonly number[], first: number, before: number): number {
  let index = first;
  while (index < calls.length && (calls[index] ?? before) < before) index += 1;
  return index - first;
}
