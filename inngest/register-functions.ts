import { jobSigningKey } from '#inngest/client.ts';
import { signature } from '#inngest/embedded/signature.ts';
import { answerJobCall } from '#inngest/handler.ts';
import { env } from '#server/env.ts';
import { log } from '#server/log.ts';

/** Registers with an Inngest server: what the functions are, and at which address they are called. */
export interface Registration {
  /** Registers unless that is done. Throws when the server does not take it. */
  ensure(): Promise<void>;
  /** The server may have forgotten: the next `ensure` registers again. */
  doubt(): void;
}

export function functionRegistration(): Registration {
  let isDone = false;
  return {
    async ensure() {
      if (isDone) return;
      await registerFunctions();
      isDone = true;
    },
    doubt() {
      isDone = false;
    },
  };
}

/** As the server itself would ask for it: the handler tells the server's API about the functions. */
async function registerFunctions(): Promise<void> {
  const { origin, host, href } = new URL('/api/inngest', env().APP_URL);
  const body = '{}';
  const response = await answerJobCall(
    new Request(href, {
      method: 'PUT',
      headers: { host, 'x-inngest-signature': signature(jobSigningKey(), body) },
      body,
    }),
  );
  if (!response.ok) throw new Error(`The functions were not registered: ${await response.text()}`);
  log().info({ origin }, 'the functions are registered with the Inngest server');
}
