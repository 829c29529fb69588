import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { readInboxAddress } from '#components/inbox/inbox-address.ts';

export const metadata: Metadata = { title: 'Inbox' };

interface InboxPageProps {
  params: Promise<{ conversation?: string[] }>;
}

/** The layout shows the inbox; here an address that can name no conversation is told from one that can. */
export default async function InboxPage({ params }: InboxPageProps) {
  const { conversation = [] } = await params;
  if (readInboxAddress(conversation, new URLSearchParams()) === null) notFound();
  return null;
}
