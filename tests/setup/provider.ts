import { randomInt, randomUUID } from 'node:crypto';
import { channelPort } from '#server/channel-port.ts';
import type { ChannelPort } from '#server/domain/context.ts';
import { demoInstagramAccount } from '#server/sandbox/accounts.ts';
import { createSandboxServer } from '#server/sandbox/http-server.ts';
import { memoryLedger } from '#server/sandbox/ledger.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import { secrets, testAccount } from '#server/sandbox/testing/harness.ts';
import { close, listen } from '#tests/channels/webhook-server.ts';

export type Provider = Awaited<ReturnType<typeof startProvider>>;

/** A provider of its own with one number, spoken to over HTTP as the real one is. */
export async function startProvider() {
  const digits = () => String(randomInt(100_000_000_000, 1_000_000_000_000));
  const [externalId, accountId] = [digits(), digits()];
  const account = testAccount({ phoneNumberId: externalId, wabaId: accountId });
  const accounts = [account, demoInstagramAccount()];
  const sandbox = createSandbox({ ledger: memoryLedger(), secrets, accounts });
  const server = createSandboxServer(sandbox);
  const origin = `http://127.0.0.1:${await listen(server)}`;
  return {
    externalId,
    accountId,
    origin,
    /** What an admin pastes to connect the number. */
    pasted: {
      way: 'whatsapp' as const,
      externalId,
      accountId,
      accessToken: secrets.accessToken,
      appSecret: secrets.appSecret,
    },
    channels: channelsAt(origin),
    /** Puts the account into this condition; an empty one is good order. */
    async setCondition(condition: Record<string, unknown>, id = externalId) {
      const response = await fetch(`${origin}/control/condition`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secrets.controlToken}` },
        body: JSON.stringify({ phone_number_id: id, ...condition }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    async stop() {
      await close(server);
      await sandbox.stop();
    },
  };
}

/** The real ports, except that the provider is at this address. */
export function channelsAt(baseUrl: string): ChannelPort {
  const port = channelPort();
  return {
    ...port,
    connectionTo: (account, credentials) => ({
      ...port.connectionTo(account, credentials),
      baseUrl,
    }),
    connectionFor: (channel) => ({ ...port.connectionFor(channel), baseUrl }),
    adapterFor: (kind) => ({
      ...port.adapterFor(kind),
      send: () => Promise.resolve({ ok: true, providerMessageId: `wamid.${randomUUID()}` }),
    }),
  };
}
