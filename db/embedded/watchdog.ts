import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Ends the server when this process dies: the shell's input closes then, even after kill -9. */
export function watchOver(pid: number): void {
  const dog = spawn('sh', ['-c', `read _; kill -QUIT ${pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  dog.unref();
  // An open pipe would otherwise keep this process waiting for the shell.
  (dog.stdin as Socket).unref();
}
