import { createHmac } from 'node:crypto';

/** The header that proves a call comes from us. The body must be canonical JSON. */
export function signature(signingKey: string, body: string, now = Date.now()): string {
  const seconds = Math.floor(now / 1_000).toString();
  const key = signingKey.replace(/^signkey-\w+-/, '');
  const digest = createHmac('sha256', key).update(body).update(seconds).digest('hex');
  return `t=${seconds}&s=${digest}`;
}
