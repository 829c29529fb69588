/** A business number at the emulated provider. */
export interface SandboxAccount {
  phoneNumberId: string;
  displayPhoneNumber: string;
  verifiedName: string;
  wabaId: string;
  /** Where its webhooks go; none until one is registered. */
  webhookUrl?: string;
  /** Every delivered message counts as read, as if the customer always had the chat open. */
  autoRead: boolean;
  /** An Instagram account: its name there stands for the number, its page for what holds it. */
  kind?: 'instagram';
}

export const DEMO_PHONE_NUMBER_ID = '100000000000001';

/** The demo business's number; it belongs to nobody. */
export function demoAccount(webhookUrl: string): SandboxAccount {
  return {
    phoneNumberId: DEMO_PHONE_NUMBER_ID,
    displayPhoneNumber: '912255500100',
    verifiedName: 'Luxe Salon',
    wabaId: '100000000000000',
    webhookUrl,
    autoRead: false,
  };
}

/** The demo business's account on Instagram. */
export function demoInstagramAccount(webhookUrl?: string): SandboxAccount {
  return {
    kind: 'instagram',
    phoneNumberId: '200000000000001',
    displayPhoneNumber: 'luxesalon.bandra',
    verifiedName: 'Luxe Salon',
    wabaId: '200000000000000',
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    autoRead: false,
  };
}
