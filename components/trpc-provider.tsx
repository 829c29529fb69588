'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { httpBatchLink } from '@trpc/client';
import { createTRPCReact } from '@trpc/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import superjson from 'superjson';
import { makeQueryClient } from '#components/query-client.ts';
import { fetchHearingTime } from '#components/server-clock.ts';
import type { AppRouter } from '#server/trpc/root.ts';

export const trpc = createTRPCReact<AppRouter>();

interface TrpcProviderProps {
  origin: string;
  /** The business this page shows: the server refuses to answer for another. */
  businessId: string;
  children: ReactNode;
}

export function TrpcProvider({ origin, businessId, children }: TrpcProviderProps) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(() =>
    trpc.createClient({
      links: [
        httpBatchLink({
          url: `${typeof window === 'undefined' ? origin : ''}/api/trpc`,
          transformer: superjson,
          maxURLLength: 4000,
          fetch: fetchHearingTime,
          headers: { 'x-business-id': businessId },
        }),
      ],
    }),
  );
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
