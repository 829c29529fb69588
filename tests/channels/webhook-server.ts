import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { InboundEvent } from '#server/channels/events.ts';
import type { ChannelAdapter } from '#server/channels/types.ts';
import { whatsappAdapter } from '#server/channels/whatsapp/adapter.ts';

export interface WebhookServer {
  url: string;
  events: InboundEvent[];
  refused: number;
  /** HTTP status for deliveries whose signature is right. */
  answer: number;
  close(): Promise<void>;
}

/** An address that receives webhooks as the app does: verify the bytes, then read them. */
export async function startWebhookServer(
  secret: string,
  port = 0,
  adapter: ChannelAdapter = whatsappAdapter,
): Promise<WebhookServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const rawBody = Buffer.concat(chunks);
      const headers = request.headers as Record<string, string | undefined>;
      if (!adapter.verifyWebhook({ rawBody, headers, secrets: [secret] })) {
        receiver.refused += 1;
        response.writeHead(401).end();
        return;
      }
      if (receiver.answer === 200) {
        receiver.events.push(...adapter.parseWebhook(JSON.parse(rawBody.toString())));
      }
      response.writeHead(receiver.answer).end();
    });
  });
  const listening = await listen(server, port);
  const receiver: WebhookServer = {
    url: `http://127.0.0.1:${listening}/api/webhooks/${adapter.kind}`,
    events: [],
    refused: 0,
    answer: 200,
    close: () => close(server),
  };
  return receiver;
}

export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
