import { createHmac, randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import type { APIRequestContext } from '@playwright/test';
import superjson from 'superjson';
import type { SuperJSONResult } from 'superjson';
import { demo } from '#tests/e2e/support/page.ts';

/** Signs in as the form does, without drawing a page; the cookies stay with the context. */
export async function signInByRequest(
  request: APIRequestContext,
  url: string,
  { email, password }: { email: string; password: string } = demoPerson(demo.owner),
): Promise<void> {
  const csrf = await request.get(`${url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await request.post(`${url}/api/auth/callback/credentials`, {
    form: { csrfToken, email, password, json: 'true' },
  });
  expect(answer.status(), `${email} signs in`).toBe(200);
}

export const demoPerson = (email: string) => ({ email, password: demo.password });

/** What a procedure answered: its data, or the sentence and code of its refusal. */
export interface Answer<Data> {
  status: number;
  data: Data | undefined;
  sentence: string | undefined;
}

/** Calls a tRPC procedure over HTTP, as the pages do. */
export async function ask<Data = unknown>(
  request: APIRequestContext,
  procedure: string,
  input: unknown = undefined,
  { url = '', method = 'query' }: { url?: string; method?: 'query' | 'mutation' } = {},
): Promise<Answer<Data>> {
  const address = `${url}/api/trpc/${procedure}`;
  const body = superjson.serialize(input);
  const response =
    method === 'mutation'
      ? await request.post(address, { data: body })
      : await request.get(`${address}?input=${encodeURIComponent(JSON.stringify(body))}`);
  const answer = (await response.json()) as {
    result?: { data: SuperJSONResult };
    error?: { json: { message: string } };
  };
  return {
    status: response.status(),
    data: answer.result && superjson.deserialize<Data>(answer.result.data),
    sentence: answer.error?.json.message,
  };
}

/** Changes something through a tRPC procedure over HTTP. */
export function tell<Data = unknown>(
  request: APIRequestContext,
  procedure: string,
  input: unknown,
  url?: string,
): Promise<Answer<Data>> {
  return ask<Data>(request, procedure, input, { method: 'mutation', ...(url && { url }) });
}

/** A text message from a customer, as Meta delivers it. */
export function textDelivery(text: string, from: string, phoneNumberId = demo.phoneNumberId) {
  const message = {
    from,
    id: `wamid.${randomUUID()}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    text: { body: text },
  };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '912255500100', phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: `Visitor ${from.slice(-5)}` }, wa_id: from }],
    messages: [message],
  };
  const entry = [{ id: '100000000000000', changes: [{ field: 'messages', value }] }];
  return { object: 'whatsapp_business_account', entry };
}

/** The hosted app's secret in the app that all browser tests share. */
export const appSecret = 'the app of the browser tests';

/** Signs a raw body as the provider does. */
export function signature(raw: string, secret = appSecret): string {
  return `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;
}

/** Delivers a body to the webhook of an app, signed over its bytes. */
export function deliver(url: string, body: unknown, secret = appSecret): Promise<Response> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${url}/api/webhooks/whatsapp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': signature(raw, secret),
    },
    body: raw,
  });
}
