import { BlockList, isIP } from 'node:net';

const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv6');
}
/** Names that only this machine, or this network, can look up. */
const privateName =
  /^(localhost|[^.]+)$|\.(localhost|local|internal|lan|home|test|example|invalid)$/i;

/**
 * Whether an address could be reached from the internet, judged by how it is written. A provider calls
 * https only.
 */
export function isPublicAddress(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:') return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family === 0) return !privateName.test(host);
  return !privateNetworks.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
