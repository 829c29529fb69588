import { isIP } from 'node:net';
import { Agent, buildConnector } from 'undici';

const connectMs = 10_000;
/** Of a host with many addresses the rest is not tried. */
const mostAddresses = 4;

/** Connections to exactly these addresses, whatever the name of the host says by then. */
export function pinnedConnections(addresses: readonly string[]): Agent {
  const reach = buildConnector({ timeout: connectMs });
  const connect: buildConnector.connector = (options, callback) => {
    const { hostname } = options;
    const servername = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { servername: hostname } : {};
    const tryNext = ([address, ...others]: readonly string[]): void => {
      if (address === undefined) return callback(new Error('The host has no address.'), null);
      reach({ ...options, ...servername, hostname: address }, (error, socket) => {
        if (error === null) callback(null, socket);
        else if (others.length > 0) tryNext(others);
        else callback(error, null);
      });
    };
    tryNext(addresses.slice(0, mostAddresses));
  };
  return new Agent({ connect });
}
