import { z } from 'zod';

import { metaErrorOfAnyCode } from '#server/channels/meta/read-failure.ts';
import { listOf, providerId, providerTime } from '#server/channels/meta/untrusted.ts';
import type { DeliveryStatus, InboundEvent } from '#server/channels/events.ts';
import type { SendFailure } from '#server/channels/failures.ts';
import { faultOf } from '#server/channels/whatsapp/meta-message.ts';
import { readFailure } from '#server/channels/whatsapp/read-failure.ts';

const statusSchema = z.object({
  id: providerId,
  status: z.string().min(1).max(64),
  timestamp: providerTime,
  biz_opaque_callback_data: z.string().max(512).optional().catch(undefined),
  errors: z.unknown().optional(),
});

const statuses = new Map<string, DeliveryStatus>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  // A voice note that was listened to has been read.
  ['played', 'read'],
  ['failed', 'failed'],
]);

/** One item of `statuses` as an event; values that are new to us are kept and ignored. */
export function readStatus(raw: unknown, externalChannelId: string): InboundEvent {
  const parsed = statusSchema.safeParse(raw);
  if (!parsed.success) {
    const reason = faultOf('status', parsed.error);
    return { type: 'rejected', externalChannelId, reason, raw };
  }
  const { id, timestamp, biz_opaque_callback_data: clientReference, errors } = parsed.data;
  const status = statuses.get(parsed.data.status);
  if (status === undefined) {
    const reason = `The status “${parsed.data.status}” is not used.`;
    return { type: 'ignored', externalChannelId, reason, raw };
  }
  return {
    type: 'status',
    externalChannelId,
    providerMessageId: id,
    ...(clientReference === undefined ? {} : { clientReference }),
    status,
    occurredAt: timestamp,
    ...(status === 'failed' ? { failure: failureOf(errors) } : {}),
    raw,
  };
}

function failureOf(errors: unknown): SendFailure {
  const first = metaErrorOfAnyCode.safeParse(listOf(errors)[0]);
  if (first.success) return readFailure(first.data);
  return {
    code: 'unknown_failure',
    message: 'WhatsApp could not deliver this message and gave no reason.',
    retryable: false,
  };
}
