import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { readInboxAddress } from '#components/inbox/inbox-address.ts';
import { Inbox } from '#components/inbox/inbox.tsx';
import { requireMember } from '#server/auth/session.ts';
import { api, HydrateClient } from '#server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Inbox' };

interface InboxPageProps {
  /** With the conversation that the path names. */
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InboxPage({ searchParams }: InboxPageProps) {
  const { member } = await requireMember();
  const query = await searchParams;
  const conversation = firstOf(query.conversation);
  const address = readInboxAddress(conversation === null ? [] : [conversation], {
    get: (name) => firstOf(query[name]),
  });
  if (address === null) notFound();
  const { conversationId, status, view, search } = address;
  await Promise.all([
    api.conversations.list.prefetchInfinite({ status, view, search }),
    api.conversations.counts.prefetch(),
    ...(conversationId === null ? [] : prefetchThread(conversationId)),
  ]);
  return (
    <HydrateClient>
      <Inbox memberId={member.memberId} renderedAt={requestTime()} />
    </HydrateClient>
  );
}

function prefetchThread(conversationId: string): Promise<void>[] {
  return [
    api.conversations.get.prefetch({ conversationId }),
    api.messages.list.prefetchInfinite({ conversationId }),
  ];
}

function firstOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function requestTime(): number {
  return Date.now();
}
