import autocannon from 'autocannon';
import { quantile } from '#tests/bench/statistics.ts';
import { signedWebhook } from '#tests/bench/webhook.ts';

const connections = 32;

export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** Posts that many distinct webhooks over 32 connections; throws unless each is answered with 200. */
export async function load(url: string, amount: number): Promise<LoadResult> {
  const { accepted, refused, failed, ...result } = await tryLoad(url, amount, connections);
  if (accepted !== amount) {
    throw new Error(`${refused} of ${amount} were refused and ${failed} failed.`);
  }
  return result;
}

/** The same over any number of connections, whatever the answers; the rate is of those with 200. */
export async function tryLoad(url: string, amount: number, atOnce: number) {
  // Signed beforehand, so that the client's work does not count; it may prepare more than it sends.
  const prepared = Array.from({ length: amount + 2 * atOnce }, (_, number) =>
    signedWebhook(number, `Is ${number} o'clock still free?`),
  );
  const next = () => prepared.pop() ?? signedWebhook(0, 'One more');
  const milliseconds: number[] = [];
  const began = performance.now();
  let ended = began;
  const running = autocannon({
    url,
    connections: atOnce,
    amount,
    timeout: 30,
    requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, ...next() }) }],
  });
  running.on('response', (_client, _status, _bytes, took) => {
    milliseconds.push(took);
    ended = performance.now();
  });
  const result = await running;
  return {
    accepted: result['2xx'],
    refused: result.non2xx,
    failed: result.errors,
    perSecond: (result['2xx'] / (ended - began)) * 1000,
    p50Ms: quantile(milliseconds, 0.5),
    p99Ms: quantile(milliseconds, 0.99),
  };
}
