import type { ReactNode } from 'react';
import { readInboxAddress } from '#components/inbox/inbox-address.ts';
import { Inbox } from '#components/inbox/inbox.tsx';
import { requestedPath } from '#server/auth/requested-path.ts';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

/**
 * The inbox stands above the part of the address that names the conversation: what hangs below that
 * begins anew when the server draws it under another address than the one it was opened with.
 */
export default async function InboxLayout({ children }: { children: ReactNode }) {
  const { member } = await requireMember();
  const { pathname, searchParams } = new URL(await requestedPath(), 'http://here.invalid');
  const address = readInboxAddress(pathname.split('/').slice(2).filter(Boolean), searchParams);
  if (address === null) return children;
  const { conversationId, status, view, search } = address;
  await Promise.all([
    api.conversations.list.prefetchInfinite({ status, view, search }),
    api.conversations.counts.prefetch(),
    ...(conversationId === null ? [] : prefetchThread(conversationId)),
  ]);
  return (
    <HydrateClient>
      <Inbox memberId={member.memberId} renderedAt={requestTime()} />
      {children}
    </HydrateClient>
  );
}

function prefetchThread(conversationId: string): Promise<void>[] {
  return [
    api.conversations.get.prefetch({ conversationId }),
    api.messages.list.prefetchInfinite({ conversationId }),
  ];
}

function requestTime(): number {
  return Date.now();
}
