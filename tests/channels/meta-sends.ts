import { plainSends } from '#tests/channels/meta-sends-plain.ts';
import { pressedSends } from '#tests/channels/meta-sends-pressed.ts';
import { templateSends } from '#tests/channels/meta-sends-templates.ts';

/**
 * Ours in the place of each message that Meta's file publishes: the same name and the same shape, with
 * words and values of our own.
 */
export const sends = { ...plainSends, ...pressedSends, ...templateSends };

/** The one published body that is no message. */
export const readMark = {
  name: 'Send typing indicator and read receipt',
  read: { providerMessageId: 'wamid.IN-BOOKING-19', isTyping: true },
  body: {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: 'wamid.IN-BOOKING-19',
    typing_indicator: { type: 'text' },
  },
};
