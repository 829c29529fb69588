import { z } from 'zod';

import { ofCustomer, name, phoneNumberId, waId } from '#server/sandbox/control-schema.ts';
import { askedProduct, saidContent, saidReferral } from '#server/sandbox/said-schema.ts';

const messageId = z.string().min(1).max(256);

const customer = z.strictObject({ wa_id: waId, name: name.optional() });

export const sayBody = z.strictObject({
  phone_number_id: phoneNumberId,
  customer,
  content: saidContent,
  quoted_id: messageId.optional(),
  forwarded: z.enum(['once', 'often']).optional(),
  referral: saidReferral.optional(),
  product: askedProduct.optional(),
  /** Of a message that arrives late. */
  written_at: z.iso.datetime({ offset: true }).optional(),
});

/** What the business writes on its own phone, to this customer. */
export const echoBody = z.strictObject({
  phone_number_id: phoneNumberId,
  customer: waId,
  content: saidContent,
});

const ofMessage = ofCustomer.extend({ message_id: messageId });

/** An empty emoji takes the reaction back. */
export const reactBody = ofMessage.extend({ emoji: z.string().max(64) });
export const editBody = ofMessage.extend({ text: z.string().min(1).max(4096) });
export const unsendBody = ofMessage;
export const playBody = ofMessage;

export const moveBody = ofCustomer.extend({ to: waId });
export const hideBody = ofCustomer.extend({
  /** Null shows the number again. */
  username: z
    .string()
    .regex(/^[a-z0-9._]{3,35}$/, 'must be 3 to 35 small letters, digits, dots or underscores')
    .nullable(),
});
export const marketingBody = ofCustomer.extend({ wanted: z.boolean() });
export const identityBody = ofCustomer;
export const welcomeBody = ofCustomer;
export const silenceBody = z.strictObject({
  phone_number_id: phoneNumberId,
  customer,
  hours: z.number().min(1).max(720),
});
