import { z } from 'zod';

/** What a WhatsApp channel stores encrypted; secret and token may be absent when the hosted app's are used. */
export const whatsappCredentials = z.object({
  accessToken: z.string().min(1),
  appSecret: z.string().min(1).optional(),
  verifyToken: z.string().min(1).optional(),
});

/** The channel's own webhook secrets; unreadable credentials give none, and so nothing verifies. */
export function webhookSecrets(credentials: unknown): { signing: string[]; handshake: string[] } {
  const parsed = whatsappCredentials.safeParse(credentials);
  if (!parsed.success) return { signing: [], handshake: [] };
  const { appSecret, verifyToken } = parsed.data;
  return {
    signing: appSecret === undefined ? [] : [appSecret],
    handshake: verifyToken === undefined ? [] : [verifyToken],
  };
}
