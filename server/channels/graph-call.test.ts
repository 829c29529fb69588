import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { callGraph } from '#server/channels/graph-call.ts';
import { close, listen } from '#tests/channels/webhook-server.ts';

let meta: Server;
let baseUrl: string;
let said: (token: string) => unknown;

beforeEach(async () => {
  meta = createServer((request, response) => {
    response.end(JSON.stringify(said((request.headers.authorization ?? '').slice(7))));
  });
  baseUrl = `http://127.0.0.1:${await listen(meta)}`;
});
afterEach(() => close(meta));

const ask = (token: string) => callGraph({ baseUrl }, { path: 'me', token }, z.object({}));

test.each([
  ['a token', 'EAAB-very-secret'],
  ['an app with its secret', '300000000000001|very-secret'],
])('%s that Meta repeats in its refusal goes no further', async (_what, token) => {
  said = (given) => ({
    error: {
      code: 190,
      message: `Malformed access token ${given}, ${given.split('|').at(-1) ?? ''}.`,
    },
  });
  const answer = await ask(token);
  expect(answer).toMatchObject({ ok: false, code: 190, said: 'Malformed access token …, …' });
  expect(JSON.stringify(answer)).not.toContain('very-secret');
});

test('a refusal keeps its own words, cut to what people read', async () => {
  said = () => ({ error: { code: 1, message: 'x'.repeat(400) } });
  expect(await ask('')).toMatchObject({ code: 1, said: 'x'.repeat(300) });
});
