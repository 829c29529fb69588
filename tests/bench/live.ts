import type { Page } from 'playwright-core';
import type { BenchApp } from '#tests/bench/app.ts';
import type { Sizes } from '#tests/bench/options.ts';
import type { Figure } from '#tests/bench/report.ts';
import { quantile } from '#tests/bench/statistics.ts';
import { signedWebhook } from '#tests/bench/webhook.ts';
import { eventSourceFor } from '#tests/realtime/event-source.ts';

declare global {
  interface Window {
    /** When a text first was on the page, in milliseconds since 1970. */
    whenSeen?: (text: string) => Promise<number>;
  }
}

const patienceMs = 15_000;
const warmUps = 3;

/** From the start of a webhook's POST until its text is in the page of an agent who looks on. */
export async function measureLive(app: BenchApp, sizes: Sizes): Promise<Figure[]> {
  const page = await app.desk.newPage();
  const listener = listen(app);
  await listener.isOpen;
  try {
    await page.goto('/inbox', { waitUntil: 'load' });
    await page.evaluate(watchTexts);
    const seen: number[] = [];
    const told: number[] = [];
    for (let number = 0; number < warmUps + sizes.liveMessages; number += 1) {
      const { seenMs, toldMs } = await sendOne(app, page, listener, number);
      if (number < warmUps) continue;
      seen.push(seenMs);
      told.push(toldMs);
    }
    return [
      figure('webhook to browser, p50', quantile(seen, 0.5), 100),
      figure('webhook to browser, p95', quantile(seen, 0.95), 250),
      figure('webhook to event stream, p50', quantile(told, 0.5)),
      figure('webhook to event stream, p95', quantile(told, 0.95)),
    ];
  } finally {
    listener.close();
    await page.close();
  }
}

async function sendOne(
  { url }: BenchApp,
  page: Page,
  listener: ReturnType<typeof listen>,
  number: number,
): Promise<{ seenMs: number; toldMs: number }> {
  const text = `Is ${1_000 + number} still free?`;
  const seen = page.evaluate((wanted) => window.whenSeen?.(wanted), text);
  const told = listener.next();
  const { body, headers } = signedWebhook(number, text);
  const began = Date.now();
  const response = await fetch(`${url}/api/webhooks/whatsapp`, { method: 'POST', body, headers });
  if (!response.ok) throw new Error(`The webhook was answered with ${response.status}.`);
  const arrived = await inTime(Promise.all([seen, told]), text);
  return { seenMs: (arrived[0] ?? Number.NaN) - began, toldMs: arrived[1] - began };
}

/** Runs in the page: notes when each text comes, and tells who asks, before or after. */
function watchTexts(): void {
  const waiting = new Map<string, (at: number) => void>();
  const look = () => {
    const shown = document.body.textContent;
    for (const [text, resolve] of waiting) {
      if (!shown.includes(text)) continue;
      waiting.delete(text);
      resolve(Date.now());
    }
  };
  new MutationObserver(look).observe(document.body, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  window.whenSeen = (text) =>
    new Promise((resolve) => {
      waiting.set(text, resolve);
      look();
    });
}

/** A bare event stream beside the page, of the same member. */
function listen({ url, cookie }: BenchApp) {
  const Source = eventSourceFor(url, cookie);
  const source = new Source('/api/realtime');
  let resolveNext: ((at: number) => void) | undefined;
  source.addEventListener('changes', () => resolveNext?.(Date.now()));
  return {
    isOpen: new Promise((resolve) => source.addEventListener('ready', resolve)),
    next: () => new Promise<number>((resolve) => (resolveNext = resolve)),
    close: () => source.close(),
  };
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  const limit = AbortSignal.timeout(patienceMs);
  const late = new Promise<never>((_resolve, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`"${what}" did not arrive in time.`)));
  });
  return Promise.race([work, late]);
}

function figure(name: string, ours: number, atMost?: number): Figure {
  return { name, unit: 'ms', ours, ...(atMost !== undefined && { aim: { atMost } }) };
}
