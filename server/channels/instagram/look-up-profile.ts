import { z } from 'zod';

import { ask } from '#server/channels/instagram/ask.ts';
import { accessOf } from '#server/channels/instagram/request.ts';
import { refusal } from '#server/channels/meta/read-answer.ts';
import { shortText, webAddress } from '#server/channels/meta/untrusted.ts';
import type { ChannelConnection, ProfileResult } from '#server/channels/types.ts';

/** Any of its parts may be missing. */
const profile = z.record(z.string(), z.unknown());

/** What a person shows of themselves to who they have written to; refusals are values. */
export async function lookUpProfile(
  connection: ChannelConnection,
  userId: string,
): Promise<ProfileResult> {
  const access = accessOf(connection);
  if (access === null) return refusal('credentials_invalid', 'This channel has no access token.');
  const url = access.urlOf(encodeURIComponent(userId), { fields: 'name,username,profile_pic' });
  const answer = await ask(url, access.headers, profile);
  if (!answer.ok) return answer;
  const name = shortText(answer.value.name);
  const username = shortText(answer.value.username);
  const pictureUrl = webAddress(answer.value.profile_pic);
  return {
    ok: true,
    profile: {
      ...(name && { name }),
      ...(username && { username }),
      ...(pictureUrl && { pictureUrl }),
    },
  };
}
