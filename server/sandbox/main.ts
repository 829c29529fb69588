import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ConfigurationError } from '#server/configuration-error.ts';
import { env, prepareEnvironment } from '#server/env.ts';
import { demoAccount, demoInstagramAccount } from '#server/sandbox/accounts.ts';
import { fileLedger } from '#server/sandbox/file-ledger.ts';
import { createSandboxServer } from '#server/sandbox/http-server.ts';
import { folderShelf } from '#server/sandbox/media-shelf.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

try {
  await serve();
} catch (error) {
  console.error(sentenceFor(error));
  process.exit(1);
}

async function serve(): Promise<void> {
  prepareEnvironment('production');
  const { APP_URL, DATA_DIR, SANDBOX_PORT, WEBHOOK_URL } = env();
  const webhookUrl = WEBHOOK_URL ?? `${APP_URL}/api/webhooks/whatsapp`;
  const sandbox = createSandbox({
    // Not the app's own file: both may run at once, and a ledger has one writer.
    ledger: fileLedger(join(DATA_DIR, 'sandbox', 'process-ledger.jsonl')),
    secrets: sandboxSecrets(),
    media: folderShelf(join(DATA_DIR, 'sandbox', 'process-media')),
    accounts: [
      demoAccount(webhookUrl),
      demoInstagramAccount(webhookUrl.replace(/whatsapp$/, 'instagram')),
    ],
  });
  const server = createSandboxServer(sandbox);
  server.listen(SANDBOX_PORT, '127.0.0.1');
  await once(server, 'listening');
  await sandbox.start();
  console.log(`sandbox ready on http://localhost:${SANDBOX_PORT}`);
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      server.close();
      server.closeAllConnections();
      void sandbox.stop().finally(() => process.exit(0));
    });
  }
}

function sentenceFor(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The sandbox’s port is already in use; set SANDBOX_PORT to another one.';
  }
  return `The sandbox could not start: ${error instanceof Error ? error.message : String(error)}`;
}
