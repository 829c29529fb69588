import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onCleanup } from '#tests/bench/cleanup.ts';

const program = fileURLToPath(new URL('./provider-process.ts', import.meta.url));

/** Starts the provider in a process of its own. Returns its address. */
export async function startProvider(): Promise<string> {
  const child = fork(program);
  onCleanup(() => void child.kill('SIGKILL'));
  const port = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The provider ended.')));
  });
  return `http://127.0.0.1:${String(port)}`;
}
