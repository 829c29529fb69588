import { randomInt } from 'node:crypto';
import { spawn } from 'node:child_process';
import { generatedSecrets } from '#server/generated-secrets.ts';
import { demoInstagramAccount } from '#server/sandbox/accounts.ts';
import type { ConversationView, LedgerView } from '#server/sandbox/views.ts';
import type { MisbehaviourSettings, misbehaviourSchema } from '#server/sandbox/misbehaviour.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import type { z } from 'zod';
import { cleanEnvironment, end, printedLine } from '#tests/e2e/support/app.ts';
import { demo } from '#tests/e2e/support/page.ts';

export interface Customer {
  wa_id: string;
  name: string;
}

/** Somebody whom no other test knows. */
export function newCustomer(name: string): Customer {
  const wa_id = `5511${randomInt(900_000_000, 1_000_000_000)}`;
  return { wa_id, name: `${name} ${wa_id.slice(-5)}` };
}

/** The provider's side of the demo number, steered as its owner may; `url` is where it listens. */
export function sandboxAt(url: string, dataDir: string) {
  const { controlToken } = sandboxSecrets(generatedSecrets(dataDir).NEXTAUTH_SECRET);
  const number = { phone_number_id: demo.phoneNumberId };
  async function control(name: string, body?: object, query?: Record<string, string>) {
    const search = new URLSearchParams({ ...number, ...query }).toString();
    const address = `${url}/api/sandbox/control/${name}`;
    const headers = { authorization: `Bearer ${controlToken}` };
    const response = await (body === undefined
      ? fetch(`${address}?${search}`, { headers })
      : fetch(address, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ ...number, ...body }),
        }));
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${name}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
  const ledger = async () => (await control('ledger')) as LedgerView;
  return {
    ledger,
    /** A customer writes; resolves with the provider's id of the message. */
    write: async (customer: Customer, text: string, quotedId?: string) => {
      const quoted = quotedId === undefined ? {} : { quoted_id: quotedId };
      return ((await control('messages', { customer, text, ...quoted })) as { id: string }).id;
    },
    /** The same to the demo's Instagram account. */
    writeOnInstagram: ({ wa_id: id, name }: Customer, text: string) =>
      control('instagram', {
        phone_number_id: demoInstagramAccount().phoneNumberId,
        customer: { id, name },
        deed: { type: 'text', text },
      }),
    /** Somebody who wrote just now, without the message. */
    introduce: (customer: Customer) =>
      control('customers', { ...customer, last_wrote_at: new Date().toISOString() }),
    read: ({ wa_id }: Customer) => control('read', { customer: wa_id }),
    chat: async ({ wa_id }: Customer) => {
      return (await control('conversation', undefined, { customer: wa_id })) as ConversationView;
    },
    /** Makes a number at the provider, or changes one. */
    saveNumber: (account: { phone_number_id: string } & Record<string, unknown>) =>
      control('accounts', account),
    /** How an account stands there; an empty one is in good order. */
    setCondition: (condition: Record<string, unknown>) => control('condition', condition),
    /** The provider decides about a template. */
    decide: (decision: { name: string; language: string } & Record<string, string>) =>
      control('template', decision),
    misbehave: (settings: z.input<typeof misbehaviourSchema>) => control('misbehave', settings),
    /** What it is still going to do wrong. */
    misbehaviour: async () => (await control('misbehave')) as MisbehaviourSettings,
    /** What the provider took from us for this customer with this text. */
    taken: async ({ wa_id }: Customer, text: string) =>
      (await ledger()).messages.filter(
        (message) =>
          message.direction === 'to_customer' &&
          message.customer === wa_id &&
          message.text === text,
      ),
  };
}

export type SandboxControl = ReturnType<typeof sandboxAt>;

/** The sandbox of the app that all browser tests share. */
export function sharedSandbox(): SandboxControl {
  return sandboxAt(process.env.E2E_URL ?? '', process.env.E2E_DATA_DIR ?? '');
}

/** Starts the sandbox as a process of its own, which outlives the app. */
export async function startSandbox(options: { dataDir: string; port: number; webhookUrl: string }) {
  const child = spawn(process.execPath, ['server/sandbox/main.ts'], {
    env: {
      ...cleanEnvironment(),
      DATA_DIR: options.dataDir,
      SANDBOX_PORT: String(options.port),
      WEBHOOK_URL: options.webhookUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { url } = await printedLine(child, /^sandbox ready on (\S+)$/m);
  return { url, stop: () => end(child, 'SIGTERM') };
}
