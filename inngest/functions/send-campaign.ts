import { businessFunction, inJobTerms } from '#inngest/business-function.ts';
import { countUp } from '#server/counters.ts';
import type { BatchInput } from '#server/domain/campaigns/claim-batch.ts';
import { continueCampaign } from '#server/domain/campaigns/continue-campaign.ts';
import { sendBatches } from '#server/domain/campaigns/send-batches.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Far from the thousand steps that a run may have; every call of a run reads those before it. */
const stepsPerRun = 100;
/** One step sends for this long: less than a process is given to end in. */
const stepMs = 2_000;

/** Sends a campaign, some seconds to a step, until it is over, and hands it on to a run of its own. */
export const sendCampaignFunction = businessFunction(
  { id: 'send-campaign', event: 'campaign.launched', retries: 10, aheadSeconds: 60 },
  async ({ ctx, event, step }) => {
    const { campaignId, run } = event.data;
    // Without a number it looks after what was left behind, and has a run begin for the rest.
    const rounds = run === undefined ? 1 : stepsPerRun;
    for (let round = 1; round <= rounds; round += 1) {
      const turn = await step.run(`send-${round.toString()}`, () =>
        inJobTerms(() => sendAndCount(ctx, { campaignId, run })),
      );
      if (turn.kind === 'over') return { steps: round };
      const waitMs = turn.kind === 'wait' ? Math.ceil(turn.ms) : 0;
      if (waitMs > 0 && round < rounds) await step.sleep(`wait-${round.toString()}`, waitMs);
    }
    await step.run('hand-on', () => inJobTerms(() => continueCampaign(ctx, { campaignId, run })));
    return { steps: rounds };
  },
);

async function sendAndCount(ctx: BusinessContext, input: BatchInput) {
  const { tally, ...turn } = await sendBatches(ctx, input, stepMs);
  countUp('messages_accepted', tally.accepted);
  countUp('messages_failed', tally.failed);
  countUp('messages_unknown', tally.unknown);
  countUp('messages_put_off', tally.putOff);
  return turn;
}
