import type { IncomingMessage } from 'node:http';

/** Adds whom we heard to X-Forwarded-For, as every proxy does: what comes before may be invented. */
export function noteClientAddress(request: IncomingMessage): void {
  const given = request.headers['x-forwarded-for'];
  const heard = request.socket.remoteAddress;
  if (given === undefined && heard !== undefined) {
    request.headers['x-forwarded-for'] = heard;
    return;
  }
  const addresses = [given, heard].flat().filter((part) => part !== undefined && part !== '');
  if (addresses.length > 0) request.headers['x-forwarded-for'] = addresses.join(', ');
}

/** The path for the log: the links of invitations and resets carry secrets. */
export function withoutTokens(path: string): string {
  return path.replace(/^\/(invite|reset)\/.+/, '/$1/[token]');
}
