import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '#server/trpc/root.ts';

/** Procedures for pages outside the desk: no cache, no hooks, little to download. */
export const procedures = createTRPCClient<AppRouter>({
  links: [httpLink({ url: '/api/trpc', transformer: superjson })],
});

/** What went wrong as a sentence for people, and the field it belongs to when there is one. */
export function refusalOf(error: unknown): { sentence: string; field: string | null } {
  if (!(error instanceof TRPCClientError)) return { sentence: unreachable, field: null };
  const data = (error as TRPCClientError<AppRouter>).data;
  if (data == null) return { sentence: unreachable, field: null };
  const field = data.details?.field;
  return { sentence: error.message, field: typeof field === 'string' ? field : null };
}

const unreachable = 'We could not reach Frontdesk. Check your connection and try again.';
