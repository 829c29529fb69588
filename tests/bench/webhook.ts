import { createHmac, randomUUID } from 'node:crypto';
import { appSecret } from '#tests/bench/app.ts';

export interface SignedWebhook {
  body: string;
  headers: Record<string, string>;
}

const customers = 12;

/** A customer's text message as the provider posts it; no two have the same id. */
export function signedWebhook(number: number, text: string): SignedWebhook {
  const from = `5511900000${String(100 + (number % customers))}`;
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '912255500100', phone_number_id: '100000000000001' },
    contacts: [{ profile: { name: `Customer ${number % customers}` }, wa_id: from }],
    messages: [
      {
        from,
        id: `wamid.${randomUUID()}`,
        timestamp: String(Math.floor(Date.now() / 1000)),
        type: 'text',
        text: { body: text },
      },
    ],
  };
  const entry = [{ id: '100000000000000', changes: [{ value, field: 'messages' }] }];
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  return {
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  };
}
