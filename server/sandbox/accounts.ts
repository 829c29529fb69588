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
