import { z } from 'zod';

import type { ProviderApi } from '#server/channels/types.ts';

/** What an Instagram channel stores encrypted; secrets and token may be absent when the hosted app's are used. */
export const instagramCredentials = z.object({
  /** Whose token it is: the account's own, which ends after 60 days, or that of its Facebook page. */
  login: z.enum(['instagram', 'facebook']).default('instagram'),
  accessToken: z.string().min(1),
  /** Of the Facebook app. */
  appSecret: z.string().min(1).optional(),
  /** Of the Instagram app inside it; deliveries are signed with the one or the other. */
  instagramAppSecret: z.string().min(1).optional(),
  verifyToken: z.string().min(1).optional(),
});

export type InstagramCredentials = z.output<typeof instagramCredentials>;

/** The channel's own webhook secrets; unreadable credentials give none, and so nothing verifies. */
export function webhookSecrets(credentials: unknown): { signing: string[]; handshake: string[] } {
  const parsed = instagramCredentials.safeParse(credentials);
  if (!parsed.success) return { signing: [], handshake: [] };
  const { appSecret, instagramAppSecret, verifyToken } = parsed.data;
  return {
    signing: [instagramAppSecret, appSecret].filter((secret) => secret !== undefined),
    handshake: verifyToken === undefined ? [] : [verifyToken],
  };
}

/** Each way of connecting has an API of its own. */
export function apiFor(credentials: unknown): ProviderApi {
  const parsed = instagramCredentials.safeParse(credentials);
  return parsed.data?.login === 'facebook' ? 'facebook_graph' : 'instagram_graph';
}
