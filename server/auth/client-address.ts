import { isIP } from 'node:net';

// Loopback, private and link-local ranges: our own proxies, or people on our own network.
const inside = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe80:)/i;

/**
 * The caller's address out of X-Forwarded-For. Each proxy adds at the end whom it heard, so the last
 * address from outside is the one nobody could invent; without one it is the first given.
 */
export function clientAddress(forwardedFor: string | null | undefined): string | null {
  const addresses = (forwardedFor ?? '')
    .split(',')
    .map((part) => part.trim().replace(/^::ffff:(?=\d+\.)/i, ''))
    .filter((part) => isIP(part) !== 0);
  return addresses.findLast((address) => !inside.test(address)) ?? addresses[0] ?? null;
}
