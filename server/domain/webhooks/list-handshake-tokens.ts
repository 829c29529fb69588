import { hasVerifyTokenHash } from '#db/system.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { hashVerifyToken } from '#server/domain/channels/hash-verify-token.ts';

/** Longer than any that we make; a stranger's is not even looked at. */
const longestToken = 200;

/**
 * The given token if a connected channel of the kind has it for its own, whosever that is: one look
 * at an index, and no secret is opened.
 */
export async function listHandshakeTokens(
  kind: ChannelKind,
  token: string | null,
): Promise<string[]> {
  if (token === null || token === '' || token.length > longestToken) return [];
  return (await hasVerifyTokenHash(kind, hashVerifyToken(token))) ? [token] : [];
}
