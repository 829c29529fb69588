import { createHmac } from 'node:crypto';

import { instagramCredentials } from '#server/channels/instagram/credentials.ts';
import type { InstagramCredentials } from '#server/channels/instagram/credentials.ts';
import { GRAPH_API_VERSION } from '#server/channels/meta/read-answer.ts';
import type { ChannelConnection } from '#server/channels/types.ts';

export interface Access {
  credentials: InstagramCredentials;
  /** What Meta may ask for beside the token; empty where there is nothing to prove. */
  proof: Record<string, string>;
  /** The address of a path under the version, with the proof. */
  urlOf(path: string, query?: Record<string, string>): string;
  headers: Record<string, string>;
}

/** How a connection is spoken to; null when it has no token. */
export function accessOf({ baseUrl, credentials }: ChannelConnection): Access | null {
  const parsed = instagramCredentials.safeParse(credentials);
  if (!parsed.success) return null;
  const { login, accessToken, appSecret } = parsed.data;
  // Only the page's API knows the proof, and it is over the Facebook app's secret.
  const proof: Record<string, string> =
    login === 'facebook' && appSecret !== undefined
      ? { appsecret_proof: createHmac('sha256', appSecret).update(accessToken).digest('hex') }
      : {};
  return {
    credentials: parsed.data,
    proof,
    urlOf(path, query = {}) {
      const search = new URLSearchParams({ ...query, ...proof }).toString();
      return `${baseUrl}/${GRAPH_API_VERSION}/${path}${search === '' ? '' : `?${search}`}`;
    },
    headers: { authorization: `Bearer ${accessToken}` },
  };
}
