import { Agent, request } from 'node:http';
import { createHmac } from 'node:crypto';
import { appSecret } from '#tests/bench/app.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';
import type { Figure } from '#tests/bench/report.ts';
import { median } from '#tests/bench/statistics.ts';
import { signedWebhook } from '#tests/bench/webhook.ts';
import type { SignedWebhook } from '#tests/bench/webhook.ts';
import { seeded } from '#tests/webhooks/seeded.ts';

type Forge = (good: SignedWebhook) => SignedWebhook;

const header = 'x-hub-signature-256';
const signedAs = ({ headers }: SignedWebhook, signature: string, body: string): SignedWebhook => ({
  body,
  headers: { ...headers, [header]: signature },
});
const signatureOf = (body: string, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const otherDigit = (digit: string | undefined) => (digit === '0' ? '1' : '0');

/** With one digit of its signature changed, the first or the last: how far it agrees must not show. */
const changedAt =
  (digit: 'first' | 'last'): Forge =>
  (good) => {
    const hex = good.headers[header]?.slice('sha256='.length) ?? '';
    const changed =
      digit === 'first'
        ? otherDigit(hex[0]) + hex.slice(1)
        : hex.slice(0, -1) + otherDigit(hex.at(-1));
    return signedAs(good, `sha256=${changed}`, good.body);
  };

const deep = `{"a":${'['.repeat(300)}${']'.repeat(300)}}`;
const kinds: [what: string, status: number, forge: Forge][] = [
  ['good', 200, (good) => good],
  ['good, once more', 200, (good) => good],
  ['no signature', 401, ({ body }) => ({ body, headers: { 'content-type': 'application/json' } })],
  ['another secret', 401, (good) => signedAs(good, signatureOf(good.body, 'a guess'), good.body)],
  ['first digit wrong', 401, changedAt('first')],
  ['last digit wrong', 401, changedAt('last')],
  ['altered body', 401, (good) => ({ ...good, body: good.body.replace('still', 'stilt') })],
  ['other white space', 401, (good) => ({ ...good, body: `${good.body}\n` })],
  ['nested too deeply', 400, (good) => signedAs(good, signatureOf(deep, appSecret), deep)],
  [
    'other content type',
    400,
    ({ body, headers }) => ({ body, headers: { ...headers, 'content-type': 'text/plain' } }),
  ],
];

/**
 * By so much the p50 of calls that are alike differ on a busy machine, as those of pages do. The good
 * ones that stand twice have the same aim: a run in which they miss it says nothing of the others.
 */
const noise = 1.5;

/** How long each kind of forgery is answered in, one at a time and in turns, beside a good delivery. */
export async function measureForged(url: string, calls: number): Promise<Figure[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onCleanup(() => agent.destroy());
  const chance = seeded(20_261_127);
  const took = new Map(kinds.map(([what]) => [what, [] as number[]]));
  for (let round = 0; round < calls; round += 1) {
    // What was good is applied beside the calls that follow it: in another order each round, it burdens all alike.
    for (const [what, expected, forge] of chance.shuffle(kinds)) {
      const call = forge(signedWebhook(round, `Is ${round} o'clock still free?`));
      const began = performance.now();
      const status = await post(url, agent, call);
      took.get(what)?.push(performance.now() - began);
      if (status !== expected) throw new Error(`${what} was answered with ${status}.`);
    }
  }
  const [good = 0] = [...took.values()].map(median);
  return [...took].map(([what, milliseconds]) => ({
    name: `forged p50, ${what}`,
    unit: 'ms',
    ours: median(milliseconds),
    baseline: good,
    ratio: median(milliseconds) / good,
    ...(what !== 'good' && { aim: { atMost: noise } }),
  }));
}

function post(url: string, agent: Agent, { body, headers }: SignedWebhook): Promise<number> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const call = request(url, { agent, method: 'POST', headers: { ...headers, ...length } });
    call.once('error', reject);
    call.once('response', (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    call.end(body);
  });
}
