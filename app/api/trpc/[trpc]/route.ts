import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { requestContext } from '#server/trpc/request-context.ts';
import { appRouter } from '#server/trpc/root.ts';

function handler(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: requestContext,
  });
}

export { handler as GET, handler as POST };
