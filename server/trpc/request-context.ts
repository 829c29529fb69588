import 'server-only';
import { randomUUID } from 'node:crypto';
import { headers } from 'next/headers';
import { cache } from 'react';
import { clientAddress } from '#server/auth/client-address.ts';
import { getSession } from '#server/auth/session.ts';
import { memberContext } from '#server/trpc/init.ts';
import type { RequestContext } from '#server/trpc/init.ts';

/** The context of a request to a page or to a procedure, made once for it. */
export const requestContext = cache(async (): Promise<RequestContext> => {
  const [session, head] = await Promise.all([getSession(), headers()]);
  return {
    session,
    address: clientAddress(head.get('x-forwarded-for')),
    userAgent: head.get('user-agent'),
    requestId: head.get('x-request-id') ?? randomUUID(),
    pageBusinessId: head.get('x-business-id'),
    contextFor: memberContext,
  };
});
