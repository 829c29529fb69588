import NextAuth from 'next-auth';
import { authOptions } from '#server/auth/options.ts';

interface RouteParams {
  params: Promise<{ nextauth: string[] }>;
}

async function handler(request: Request, context: RouteParams): Promise<Response> {
  const respond = NextAuth(authOptions()) as (
    request: Request,
    context: RouteParams,
  ) => Promise<Response>;
  return respond(request, context);
}

export { handler as GET, handler as POST };
