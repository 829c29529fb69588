import 'server-only';
import { createHydrationHelpers } from '@trpc/react-query/rsc';
import { cache } from 'react';
import { makeQueryClient } from '#components/query-client.ts';
import { requestContext } from '#server/trpc/request-context.ts';
import { appRouter } from '#server/trpc/root.ts';
import type { AppRouter } from '#server/trpc/root.ts';
import { createCallerFactory } from '#server/trpc/init.ts';

const getQueryClient = cache(makeQueryClient);
const createCaller = createCallerFactory(appRouter);

/** Procedures for server components: prefetch into the page, or call for a value. */
export const { trpc: api, HydrateClient } = createHydrationHelpers<AppRouter>(
  createCaller(requestContext),
  getQueryClient,
);
