'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { httpBatchLink } from '@trpc/client';
import { createTRPCReact } from '@trpc/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import superjson from 'superjson';
import { makeQueryClient } from '#components/query-client.ts';
import type { AppRouter } from '#server/trpc/root.ts';

export const trpc = createTRPCReact<AppRouter>();

export function TrpcProvider({ origin, children }: { origin: string; children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(() =>
    trpc.createClient({
      links: [
        httpBatchLink({
          url: `${typeof window === 'undefined' ? origin : ''}/api/trpc`,
          transformer: superjson,
          maxURLLength: 4000,
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
