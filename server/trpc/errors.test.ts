import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { expect, test } from 'vitest';
import { appRouter } from '#server/trpc/root.ts';

const call = (createContext: () => never) =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: new Request('http://localhost/api/trpc/businesses.current'),
    router: appRouter,
    createContext,
  });

test('a fault while asking who calls is told in a sentence with a number, without its query', async () => {
  const response = await call(() => {
    throw new Error('Failed query: select "user_sessions"."id"\nparams: 5f1c');
  });
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(text).toMatch(/Something went wrong on our side\. .* number: [0-9a-f]{8}\./);
  expect(text).not.toMatch(/query|user_sessions|5f1c/);
});
