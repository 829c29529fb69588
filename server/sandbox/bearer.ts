import { createHash, timingSafeEqual } from 'node:crypto';

/** True when a call's authorization is exactly this bearer token; compared in constant time. */
export function hasBearer(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
