import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '#server/configuration-error.ts';
import { env, prepareEnvironment } from '#server/env.ts';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
prepareEnvironment('production');
const { prepareDatabase } = await import('#server/boot/database.ts');
const { stopEverything } = await import('#server/boot/stop.ts');
const { channelPort } = await import('#server/channel-port.ts');
const { resealChannels } = await import('#server/domain/channels/reseal-channels.ts');
const { currentPrefix } = await import('#server/encryption.ts');

const running = { building: new AbortController() };
let exitCode = 1;
try {
  await prepareDatabase(env(), running);
  exitCode = report(await resealChannels(channelPort(), currentPrefix()));
} catch (error) {
  if (error instanceof ConfigurationError) console.error(error.message);
  else console.error('The keys could not be rotated; what is done is done, start it again:', error);
}
await stopEverything(running);
process.exit(exitCode);

function report({ resealed, locked }: { resealed: number; locked: number }): number {
  console.log(`${channels(resealed)} sealed anew with the current key`);
  if (locked === 0) {
    console.log('no channel needs another key: ENCRYPTION_KEYS_OLD can be emptied');
    return 0;
  }
  console.error(
    `${channels(locked)} sealed with a key that is not known here. Add that key to ENCRYPTION_KEYS_OLD and run this again.`,
  );
  return 1;
}

function channels(count: number): string {
  return count === 1 ? '1 channel is' : `${String(count)} channels are`;
}
