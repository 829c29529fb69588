import { createHash } from 'node:crypto';

/** How a channel's verify token is looked up; ours are too random to be guessed from it. */
export function hashVerifyToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
