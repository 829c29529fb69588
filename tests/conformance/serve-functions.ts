import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Inngest, InngestFunction } from 'inngest';
import { serve } from 'inngest/edge';

export interface Serving {
  stop(): Promise<void>;
}

interface Call {
  event?: { data?: { play?: string; cron?: string; event?: { data?: { play?: string } } } };
  ctx?: { run_id?: string };
}

/** Serves functions on the loopback and registers them; tells of every run that is called. */
export async function serveFunctions(
  client: Inngest.Any,
  functions: InngestFunction.Any[],
  noteRun: (play: string, runId: string) => void,
): Promise<Serving> {
  const answer = serve({ client, functions });
  const listener = createServer((incoming, outgoing) => {
    void answerCall(incoming, outgoing);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port.toString()}`;
  const registered = await fetch(`${origin}/api/inngest`, { method: 'PUT' });
  if (!registered.ok) throw new Error(`The functions were refused: ${await registered.text()}`);
  return {
    async stop() {
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };

  async function answerCall(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await text(incoming);
    noteCall(body);
    const response = await answer(
      new Request(`${origin}${incoming.url ?? ''}`, {
        method: incoming.method,
        headers: new Headers(incoming.headers as Record<string, string>),
        ...(body === '' ? {} : { body }),
      }),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  }

  function noteCall(body: string): void {
    const { event, ctx } = body === '' ? {} : (JSON.parse(body) as Call);
    const { play: told, cron, event: failed } = event?.data ?? {};
    const play = told ?? failed?.data?.play ?? cron;
    if (play !== undefined && ctx?.run_id !== undefined) noteRun(play, ctx.run_id);
  }
}
