import { createHash, timingSafeEqual } from 'node:crypto';

/** True when the request carries exactly this bearer token; compared in constant time. */
export function hasBearer(request: Request, token: string): boolean {
  const given = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
