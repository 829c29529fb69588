import type { SandboxCore } from '#server/sandbox/core.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Asks an address to echo a challenge, as the provider does before it sends webhooks there. */
export async function shakeHands(core: SandboxCore, url: string, token: string): Promise<boolean> {
  const challenge = String(Number.parseInt(core.randomHex(4), 16));
  const address = new URL(url);
  address.searchParams.set('hub.mode', 'subscribe');
  address.searchParams.set('hub.challenge', challenge);
  address.searchParams.set('hub.verify_token', token);
  try {
    const signal = AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS);
    const response = await core.fetch(address, { redirect: 'manual', signal });
    return response.status === 200 && (await response.text()).trim() === challenge;
  } catch {
    return false;
  }
}
