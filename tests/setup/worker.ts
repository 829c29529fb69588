import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { pool } from '#db/client.ts';
import { embeddedConnection, setDatabaseConnection } from '#db/connection.ts';
import { workerDatabaseName } from '#db/testing/names.ts';
import { envSchema } from '#server/env.ts';
import { blockNetwork } from '#tests/setup/block-network.ts';

const settings = {
  NODE_ENV: 'test',
  APP_URL: 'http://frontdesk.test',
  DATA_DIR: join(inject('dataRoot'), randomUUID()),
  NEXTAUTH_SECRET: 'a secret that only the tests know',
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  LOG_LEVEL: 'silent',
};

// Files take turns in a process: each begins as the first did.
for (const key of Object.getOwnPropertySymbols(globalThis)) {
  if (key.description?.startsWith('frontdesk.')) Reflect.deleteProperty(globalThis, key);
}

// What is set on the machine must not decide what the tests prove.
for (const name of Object.keys(envSchema.shape)) Reflect.deleteProperty(process.env, name);
Object.assign(process.env, settings);

blockNetwork();
setDatabaseConnection(embeddedConnection(inject('postgresHost'), workerDatabaseName()));
afterAll(async () => {
  if (!pool().ending) await pool().end();
});
