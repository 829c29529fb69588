import { z } from 'zod';

import { ask } from '#server/channels/instagram/ask.ts';
import { readPageToken } from '#server/channels/instagram/inspect-page.ts';
import { readFailure } from '#server/channels/instagram/read-failure.ts';
import { accessOf } from '#server/channels/instagram/request.ts';
import type { Access } from '#server/channels/instagram/request.ts';
import { endOfToken } from '#server/channels/meta-checks.ts';
import { refusal } from '#server/channels/meta/read-answer.ts';
import type { ChannelConnection, RefreshResult } from '#server/channels/types.ts';

const refreshed = z.object({
  access_token: z.string().min(1),
  expires_in: z.int().positive(),
});
const account = z.object({ user_id: z.union([z.string(), z.number()]) });

/** A new token of 60 days for an account's own that is at least a day old; of a page's, when it ends. */
export async function refreshCredentials(connection: ChannelConnection): Promise<RefreshResult> {
  const access = accessOf(connection);
  if (access === null) return refusal('credentials_invalid', 'This channel has no access token.');
  const { credentials, headers } = access;
  if (credentials.login === 'facebook') return findEnd(connection);
  // Outside the versions, and the token also where Meta documents it.
  const query = new URLSearchParams({
    grant_type: 'ig_refresh_token',
    access_token: credentials.accessToken,
  });
  const url = `${connection.baseUrl}/refresh_access_token?${query.toString()}`;
  const answer = await ask(url, headers, refreshed);
  if (!answer.ok) {
    const isSaidDead = answer.failure.code === 'credentials_invalid';
    return isSaidDead && (await isAlive(access)) ? tooYoung() : answer;
  }
  const { access_token: accessToken, expires_in: endsInSeconds } = answer.value;
  return { ok: true, credentials: { ...credentials, accessToken }, endsInSeconds };
}

/** A page's token is made anew by a person only; that it is about to end they must know all the same. */
async function findEnd(connection: ChannelConnection): Promise<RefreshResult> {
  const answer = await readPageToken(connection);
  if (answer.ok) {
    if (answer.value.is_valid) return { ok: true, endsAt: endOfToken(answer.value) };
    return { ok: false, failure: readFailure({ code: 190 }) };
  }
  if (answer.code === null) {
    return refusal('provider_down', 'Facebook cannot be reached right now.', 60);
  }
  return { ok: false, failure: readFailure({ code: answer.code, message: answer.said }) };
}

/** One of less than a day is not renewed yet, and is none the worse for it. */
async function isAlive({ urlOf, headers }: Access): Promise<boolean> {
  const answer = await ask(urlOf('me', { fields: 'user_id' }), headers, account);
  return answer.ok;
}

function tooYoung(): RefreshResult {
  return refusal(
    'provider_unavailable',
    'Instagram does not renew this access token yet.',
    6 * 3600,
  );
}
