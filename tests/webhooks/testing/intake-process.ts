import { argv } from 'node:process';
import type { ClientConfig } from 'pg';
import { setDatabaseConnection } from '#db/connection.ts';
import { startFastPath } from '#tests/webhooks/doors.ts';

// A process of its own that takes deliveries in, to be killed, as by kill -9, while it does.
setDatabaseConnection(JSON.parse(argv[2] ?? '{}') as ClientConfig);
const { url } = await startFastPath();
process.send?.(url);
// Whatever becomes of the test, this ends with it.
process.once('disconnect', () => process.exit());
