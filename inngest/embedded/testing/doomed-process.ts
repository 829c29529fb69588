import { argv, pid } from 'node:process';
import type { ClientConfig } from 'pg';
import { setDatabaseConnection } from '#db/connection.ts';
import {
  checkpointingClient,
  client as callingClient,
  start,
} from '#inngest/embedded/testing/start-engine.ts';

// A process of its own that takes a job and is killed, as by kill -9, while it carries out a step.
setDatabaseConnection(JSON.parse(argv[2] ?? '{}') as ClientConfig);
const client = argv[3] === 'true' ? checkpointingClient : callingClient;
const doomed = client.createFunction(
  { id: 'doomed', triggers: [{ event: 'doomed.asked' }] },
  async ({ step }) => {
    await step.run('before', () => 'kept');
    await step.run('during', () => process.kill(pid, 'SIGKILL'));
  },
);
start([doomed], { client });
