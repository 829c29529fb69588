import { z } from 'zod';

import { ask } from '#server/channels/instagram/ask.ts';
import { accessOf } from '#server/channels/instagram/request.ts';
import { refusal } from '#server/channels/meta/read-answer.ts';
import type { ChannelConnection, RefreshResult } from '#server/channels/types.ts';

const refreshed = z.object({
  access_token: z.string().min(1),
  expires_in: z.int().positive(),
});

/** A new token of 60 days for one that is at least a day old; a page's token does not end. */
export async function refreshCredentials(connection: ChannelConnection): Promise<RefreshResult> {
  const access = accessOf(connection);
  if (access === null) return refusal('credentials_invalid', 'This channel has no access token.');
  const { credentials, headers } = access;
  if (credentials.login === 'facebook') return null;
  // Outside the versions, and the token also where Meta documents it.
  const query = new URLSearchParams({
    grant_type: 'ig_refresh_token',
    access_token: credentials.accessToken,
  });
  const url = `${connection.baseUrl}/refresh_access_token?${query.toString()}`;
  const answer = await ask(url, headers, refreshed);
  if (!answer.ok) return answer;
  const { access_token: accessToken, expires_in: endsInSeconds } = answer.value;
  return { ok: true, credentials: { ...credentials, accessToken }, endsInSeconds };
}
