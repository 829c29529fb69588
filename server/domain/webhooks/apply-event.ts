import { noteAccount } from '#server/domain/channels/note-account.ts';
import { recordPreference } from '#server/domain/contacts/record-preference.ts';
import { recordReferral } from '#server/domain/contacts/record-referral.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { receiveEcho } from '#server/domain/messages/receive-echo.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { receiveMove } from '#server/domain/messages/receive-move.ts';
import { recordReaction } from '#server/domain/messages/record-reaction.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { recordRevision } from '#server/domain/messages/record-revision.ts';
import { recordWatermark } from '#server/domain/messages/record-watermark.ts';
import { applyTemplateEvent } from '#server/domain/templates/apply-template-event.ts';
import type { InboundEvent } from '#server/channels/events.ts';

type Channel = Pick<StoredChannel, 'id' | 'kind'>;
type KnownEvent = Exclude<InboundEvent, { type: 'ignored' | 'rejected' }>;

/**
 * Does what one event asks for. Each is safe to repeat and comes to the same in any order, by the
 * provider's clock; `arrivedAt` orders only what that clock puts into one second.
 */
export async function applyEvent(
  ctx: BusinessContext,
  channel: Channel,
  event: KnownEvent,
  arrivedAt: Date,
): Promise<void> {
  switch (event.type) {
    case 'message':
      await receiveMessage(ctx, channel, event, arrivedAt);
      return;
    case 'echo':
      return receiveEcho(ctx, channel, event, arrivedAt);
    case 'status':
      return recordReceipts(ctx, channel, [event]);
    case 'reaction':
      return recordReaction(ctx, channel, event);
    case 'revision':
      return recordRevision(ctx, channel, event);
    case 'watermark':
      return recordWatermark(ctx, channel, event);
    case 'move':
      return receiveMove(ctx, channel, event, arrivedAt);
    case 'referral':
      return recordReferral(ctx, channel, event);
    case 'preference':
      return recordPreference(ctx, channel, event);
    case 'template':
      return applyTemplateEvent(ctx, channel, event);
    case 'account':
      return noteAccount(ctx, channel.id, event);
  }
}
