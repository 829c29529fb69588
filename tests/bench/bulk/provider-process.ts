import type { AddressInfo } from 'node:net';
import { createSandboxServer } from '#server/sandbox/http-server.ts';
import { memoryLedger } from '#server/sandbox/ledger.ts';
import { createSandbox } from '#server/sandbox/sandbox.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { benchNumber, benchSecret } from '#tests/bench/bulk/number.ts';

/** The sandbox as the provider of the bench: it takes messages and reports nothing back. */
const sandbox = createSandbox({
  ledger: memoryLedger(),
  secrets: sandboxSecrets(benchSecret),
  accounts: [
    {
      phoneNumberId: benchNumber,
      displayPhoneNumber: '912255500199',
      verifiedName: 'Bench',
      wabaId: '1',
      autoRead: false,
    },
  ],
});
const server = createSandboxServer(sandbox);
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
// Whatever becomes of the bench, this ends with it.
process.once('disconnect', () => process.exit());
