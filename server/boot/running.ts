import type { Server } from 'node:http';
import type { KeptServer } from '#db/embedded/keep-running.ts';

/** A part of the server that works in the background. */
export interface BackgroundPart {
  isHealthy(): boolean | Promise<boolean>;
  stop(): void | Promise<void>;
}

/** What has been started so far, so that a stop at any moment knows what to end. */
export interface Running {
  building: AbortController;
  server?: Server;
  next?: { close(): Promise<void> };
  jobs?: BackgroundPart;
  realtime?: BackgroundPart;
  sandbox?: BackgroundPart;
  postgres?: Promise<KeptServer>;
  releaseDataDir?: () => void;
}
