import { batchSize, claimBatch } from '#server/domain/campaigns/claim-batch.ts';
import type { BatchClaim, BatchInput } from '#server/domain/campaigns/claim-batch.ts';
import type { Tally } from '#server/domain/campaigns/keep-book.ts';
import { giveOut, returnUnsent } from '#server/domain/campaigns/send-batch.ts';
import type { BatchTurn, SendClaim } from '#server/domain/campaigns/send-batch.ts';
import type { BusinessContext } from '#server/domain/context.ts';

const ends = ['accepted', 'failed', 'unknown', 'putOff'] as const;

/**
 * Sends batch after batch, as `sendBatch` does, for so long. A turn that comes soon is waited for
 * here, as no engine sleeps so exactly. Returns how it stands, and how many sends ended how.
 */
export async function sendBatches(
  ctx: BusinessContext,
  input: BatchInput,
  forMs: number,
): Promise<BatchTurn & { tally: Tally }> {
  const until = Date.now() + forMs;
  const tally: Tally = { accepted: 0, failed: 0, unknown: 0, putOff: 0 };
  let claim = await claimBatch(ctx, input);
  for (;;) {
    if (claim.kind === 'over') return { ...claim, tally };
    if (claim.kind === 'wait') {
      if (Date.now() + claim.ms > until) return { ...claim, tally };
      if (claim.ms > 0) await pause(claim.ms);
      claim = await claimBatch(ctx, input);
      continue;
    }
    const sent = await sendAndClaim(ctx, input, claim, until);
    for (const end of ends) tally[end] += sent.tally[end];
    if (sent.ahead === undefined && Date.now() > until) {
      return { kind: 'sent', count: sent.count, tally };
    }
    claim = sent.ahead ?? (await claimBatch(ctx, input));
  }
}

/** Sends a batch and, while it goes, claims the next: there is always one at the provider. */
async function sendAndClaim(
  ctx: BusinessContext,
  input: BatchInput,
  claim: SendClaim,
  until: number,
): Promise<{ count: number; tally: Tally; ahead?: SendClaim | undefined }> {
  const began = Date.now();
  const claiming: Promise<BatchClaim | undefined>[] = [];
  const claimAhead = () => {
    // Three times as long as half of this one took: then the next would be sent too.
    const over = Date.now() + 3 * (Date.now() - began);
    // A batch that is not full has taken all that its number may send now.
    if (claim.outbound.length < batchSize || over > until) return;
    // One that fails is no loss: it is claimed again when this one is sent.
    claiming.push(claimBatch(ctx, input).catch(() => undefined));
  };
  const { count, tally, isStopped, fault } = await giveOut(ctx, input, claim, claimAhead);
  const ahead = await claiming[0];
  const isClaimed = ahead?.kind === 'send';
  if (isClaimed && isStopped) await returnUnsent(ctx, input, ahead.outbound);
  if (fault !== undefined) throw fault as Error;
  return { count, tally, ahead: isClaimed && !isStopped ? ahead : undefined };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.ceil(milliseconds)));
}
