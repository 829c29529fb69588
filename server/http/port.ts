import { createServer } from 'node:net';
import { ConfigurationError } from '#server/configuration-error.ts';

/** Finds out before the slow steps whether the port can be had. */
export function checkPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(portError(port, error)));
    probe.listen({ port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

/** One plain sentence for a port that cannot be listened on. */
export function portError(port: number, error: Error & { code?: unknown }): ConfigurationError {
  if (error.code === 'EADDRINUSE') {
    return new ConfigurationError(
      `Port ${port} is already in use; stop the program that has it, or set PORT to another one.`,
    );
  }
  if (error.code === 'EACCES') {
    return new ConfigurationError(`Port ${port} needs more rights; set PORT to one above 1023.`);
  }
  return new ConfigurationError(`Port ${port} cannot be listened on: ${error.message}.`);
}
