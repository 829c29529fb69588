import { createHmac, randomUUID } from 'node:crypto';
import type { Server, ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as route from '#app/api/webhooks/[channel]/route.ts';
import { createListener } from '#server/http/listener.ts';
import { serveWebhook } from '#server/http/serve-webhook.ts';
import { close, createHttpServer } from '#server/http/server.ts';

export interface OpenDoor {
  call(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** The two ways in: past Next in our own server, and Next's route where that does not run. */
export const doors: [name: string, open: () => Promise<OpenDoor>][] = [
  ['the fast path', openFastPath],
  ['the route', () => Promise.resolve({ call: callRoute, close: () => Promise.resolve() })],
];

async function openFastPath(): Promise<OpenDoor> {
  const { server, url } = await startFastPath();
  return { call: (path, init) => fetch(url + path, init), close: () => close(server, 0) };
}

/** A server as the running one, with nothing behind the fast path. */
export async function startFastPath(
  withinMs?: number,
  limits?: ServerOptions,
): Promise<{ server: Server; url: string }> {
  const server = createHttpServer(limits);
  server.on(
    'request',
    createListener(
      { '/api/webhooks/': (request, response) => serveWebhook(request, response, withinMs) },
      (_request, response) => void response.writeHead(404).end('next'),
      [['X-Content-Type-Options', 'nosniff']],
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

function callRoute(path: string, init: RequestInit = {}): Promise<Response> {
  const request = new Request(`http://frontdesk.test${path}`, init);
  const channel = new URL(request.url).pathname.split('/').at(-1) ?? '';
  const answer = Object.entries(route).find(([method]) => method === request.method)?.[1];
  if (answer === undefined) throw new Error(`The route has no ${request.method}.`);
  return answer(request, { params: Promise.resolve({ channel }) });
}

export const appSecret = 'the hosted app of the doors';

export const signatureOf = (body: string | Uint8Array, secret: string = appSecret) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** A call as the provider makes it. */
export const signed = (body: string, secret?: string, contentType = 'application/json') => ({
  method: 'POST',
  headers: { 'content-type': contentType, 'x-hub-signature-256': signatureOf(body, secret) },
  body,
});

/** A customer's message to an account, as the provider writes it down; no two are the same. */
export function textDelivery(account: string, text = 'Is Ana in today?'): string {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '912248971120', phone_number_id: account },
    contacts: [{ profile: { name: 'Priya' }, wa_id: '919820044121' }],
    messages: [
      {
        from: '919820044121',
        id: `wamid.${randomUUID()}`,
        timestamp: '1772445600',
        type: 'text',
        text: { body: text },
      },
    ],
  };
  const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}
