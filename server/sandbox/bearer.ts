import { createHash, timingSafeEqual } from 'node:crypto';

/** True when a call's authorization is exactly this bearer token; compared in constant time. */
export function hasBearer(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

/** The same in the one place where the provider wants the scheme to be called so. */
export function hasOAuth(authorization: string | undefined, token: string): boolean {
  const given = /^OAuth\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  return given !== undefined && hasBearer(`Bearer ${given}`, token);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
