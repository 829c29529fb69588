import { setTimeout as delay } from 'node:timers/promises';
import superjson from 'superjson';
import type { SuperJSONResult } from 'superjson';

const answerLimitMs = 20_000;

/** What a procedure answered: its data, or the sentence with which it said no. */
export type Answer<Data> = { data: Data } | { refusal: string };

/** A signed-in member, over HTTP as the pages do it. */
export interface Desk {
  /** Asks once; null when no answer came, or none that says anything. */
  askOnce<Data>(procedure: string, input: unknown): Promise<Answer<Data> | null>;
  /** Asks until there is an answer, as the browser's outbox does. */
  ask<Data>(procedure: string, input: unknown): Promise<Answer<Data>>;
  /** Reads through a query, until there is an answer. */
  read<Data>(procedure: string, input?: unknown): Promise<Data>;
}

export async function signIn(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<Desk> {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie },
      redirect: 'manual',
      signal: AbortSignal.timeout(answerLimitMs),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const { csrfToken } = (await (await send('/api/auth/csrf')).json()) as { csrfToken: string };
  const form = new URLSearchParams({ csrfToken, email, password, json: 'true' });
  const signedIn = await send('/api/auth/callback/credentials', { method: 'POST', body: form });
  if (signedIn.status !== 200) throw new Error(`${email} could not sign in: ${signedIn.status}.`);
  return deskOf(send);
}

type Send = (path: string, init?: RequestInit) => Promise<Response>;

function deskOf(send: Send): Desk {
  const askOnce = <Data>(procedure: string, input: unknown) =>
    answerOf<Data>(() =>
      send(`/api/trpc/${procedure}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(superjson.serialize(input)),
      }),
    );
  return {
    askOnce,
    ask: <Data>(procedure: string, input: unknown) =>
      untilAnswered(() => askOnce<Data>(procedure, input)),
    read: async <Data>(procedure: string, input?: unknown) => {
      const search = encodeURIComponent(JSON.stringify(superjson.serialize(input)));
      const answer = await untilAnswered(() =>
        answerOf<Data>(() => send(`/api/trpc/${procedure}?input=${search}`)),
      );
      if ('refusal' in answer) throw new Error(`${procedure}: ${answer.refusal}`);
      return answer.data;
    },
  };
}

async function untilAnswered<Data>(ask: () => Promise<Answer<Data> | null>): Promise<Answer<Data>> {
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    await delay(500);
  }
}

/** A fault of the server says nothing about what was asked, and neither does silence. */
async function answerOf<Data>(ask: () => Promise<Response>): Promise<Answer<Data> | null> {
  try {
    const response = await ask();
    const answer = (await response.json()) as {
      result?: { data: SuperJSONResult };
      error?: { json: { message: string } };
    };
    if (response.status >= 500) return null;
    if (answer.result !== undefined) return { data: superjson.deserialize(answer.result.data) };
    return { refusal: answer.error?.json.message ?? `HTTP ${response.status}` };
  } catch {
    return null;
  }
}
