import { createHmac } from 'node:crypto';

import { env } from '#server/env.ts';

export interface SandboxSecrets {
  /** Bearer of the emulated Graph API. */
  accessToken: string;
  /** Signs the sandbox's webhooks. */
  appSecret: string;
  /** Sent in the webhook handshake. */
  verifyToken: string;
  /** Bearer of the control API. */
  controlToken: string;
}

/** Derived, so that the app, the demo seed and a sandbox process of its own all know the same ones. */
export function sandboxSecrets(secret: string = env().NEXTAUTH_SECRET): SandboxSecrets {
  const derive = (label: string) =>
    createHmac('sha256', secret).update(`sandbox:${label}`).digest('base64url');
  return {
    accessToken: derive('access-token'),
    appSecret: derive('app-secret'),
    verifyToken: derive('verify-token'),
    controlToken: derive('control-token'),
  };
}
