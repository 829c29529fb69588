import { join } from 'node:path';

import { env } from '#server/env.ts';
import { perProcess } from '#server/per-process.ts';
import { demoAccount, demoInstagramAccount } from '#server/sandbox/accounts.ts';
import { fileLedger } from '#server/sandbox/file-ledger.ts';
import { folderShelf } from '#server/sandbox/media-shelf.ts';
import { remoteSandbox } from '#server/sandbox/remote-sandbox.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';

/** The sandbox is there for the demo business, or when it is asked for. */
export function isSandboxOn(): boolean {
  const { SANDBOX, DEMO } = env();
  return SANDBOX ?? DEMO;
}

/** The sandbox of this app: its own, or the process that GRAPH_API_BASE_URL points to on this machine. */
export function inAppSandbox(): Sandbox {
  return perProcess('sandbox', () => {
    const { GRAPH_API_BASE_URL: elsewhere, PORT, DATA_DIR } = env();
    const secrets = sandboxSecrets();
    if (elsewhere !== undefined && isThisMachine(elsewhere))
      return remoteSandbox(elsewhere, secrets);
    return createSandbox({
      ledger: fileLedger(join(DATA_DIR, 'sandbox', 'ledger.jsonl')),
      secrets,
      // A browser may come by another name, which the app would have to fetch from outside.
      origin: `http://127.0.0.1:${PORT}/api/sandbox`,
      media: folderShelf(join(DATA_DIR, 'sandbox', 'media')),
      accounts: [
        demoAccount(`http://127.0.0.1:${PORT}/api/webhooks/whatsapp`),
        demoInstagramAccount(`http://127.0.0.1:${PORT}/api/webhooks/instagram`),
      ],
    });
  });
}

/** Our control token must not travel to a real provider. */
function isThisMachine(address: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);
}
