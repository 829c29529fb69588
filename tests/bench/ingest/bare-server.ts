import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { BenchApp } from '#tests/bench/app.ts';
import { onCleanup } from '#tests/bench/cleanup.ts';

const database = 'bare';
const program = fileURLToPath(new URL('./bare-process.ts', import.meta.url));

/** Starts the bare server on a table of its own in the same Postgres. Returns its address. */
export async function startBareServer({ postgres }: BenchApp): Promise<string> {
  await asSuperuser({ ...postgres, database: 'postgres' }, `create database ${database}`);
  await asSuperuser(
    { ...postgres, database },
    `create table deliveries (
       id uuid primary key default uuidv7(),
       object text not null,
       body text not null,
       received_at timestamptz not null default now()
     )`,
  );
  const child = fork(program, {
    env: {
      ...process.env,
      BARE_HOST: postgres.host,
      BARE_USER: postgres.user,
      BARE_DATABASE: database,
    },
  });
  onCleanup(() => void child.kill('SIGKILL'));
  const port = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The bare server ended.')));
  });
  return `http://127.0.0.1:${String(port)}`;
}

async function asSuperuser(config: pg.ClientConfig, statement: string): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
