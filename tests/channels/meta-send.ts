import type { OutboundContent } from '#server/channels/content.ts';
import type { OutboundMessage } from '#server/channels/types.ts';

const clientReference = '0197b2c4-0000-7000-8000-0000000000a1';
const to = '353871234567';
const quotedProviderMessageId = 'wamid.IN-BOOKING-17';

/** A message of ours, and the whole of the body that it must become. */
export interface Send {
  message: OutboundMessage;
  body: Record<string, unknown>;
}

export function saying(content: OutboundContent, type: string, part: unknown): Send {
  return {
    message: { clientReference, to: { address: to }, content },
    body: {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to,
      type,
      [type]: part,
      biz_opaque_callback_data: clientReference,
    },
  };
}

/** The same in answer to what the person wrote. */
export function quoting({ message, body }: Send): Send {
  return {
    message: { ...message, quotedProviderMessageId },
    body: { ...body, context: { message_id: quotedProviderMessageId } },
  };
}
