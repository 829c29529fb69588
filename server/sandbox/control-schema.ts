import { z } from 'zod';

import { misbehaviourSchema } from '#server/sandbox/misbehaviour.ts';

export const phoneNumberId = z.string().regex(/^\S{1,64}$/);
export const waId = z
  .string()
  .regex(/^[1-9]\d{6,14}$/, 'must be the digits of an international number');
/** A number, or the digits by which Instagram knows a person. */
const customerId = z.string().regex(/^[1-9]\d{4,31}$/, 'must be the digits of a number or an id');
export const name = z.string().trim().min(1).max(128);

export const chatQuery = z.object({ phone_number_id: phoneNumberId, customer: customerId });

export const feedQuery = chatQuery.extend({ cursor: z.string().max(64).optional() });

export const accountBody = z.strictObject({
  phone_number_id: phoneNumberId,
  display_phone_number: waId.optional(),
  verified_name: name.optional(),
  waba_id: phoneNumberId.optional(),
  webhook_url: z.url({ protocol: /^https?$/ }).optional(),
  auto_read: z.boolean().optional(),
});

export const webhookBody = z.strictObject({
  phone_number_id: phoneNumberId,
  url: z.url({ protocol: /^https?$/ }),
  verify_token: z.string().min(1).optional(),
});

export const customerBody = z.strictObject({
  phone_number_id: phoneNumberId,
  wa_id: customerId,
  name,
  last_wrote_at: z.iso.datetime({ offset: true }).optional(),
});

export const messageBody = z.strictObject({
  phone_number_id: phoneNumberId,
  customer: z.strictObject({ wa_id: waId, name: name.optional() }),
  text: z.string().min(1).max(4096),
  quoted_id: z.string().min(1).optional(),
});

export const ofCustomer = z.strictObject({
  phone_number_id: phoneNumberId,
  customer: customerId,
});

export const reachBody = ofCustomer.extend({ reachable: z.boolean() });

export const misbehaveBody = misbehaviourSchema.extend({
  phone_number_id: phoneNumberId.optional(),
});
