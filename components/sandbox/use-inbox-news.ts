'use client';

import { useState } from 'react';
import { useRealtime } from '#components/realtime/provider.tsx';
import type { Happening } from '#components/sandbox/happenings.ts';
import type { SandboxCustomer } from '#components/sandbox/sandbox-client.ts';
import { trpc } from '#components/trpc-provider.tsx';

type Known = Pick<SandboxCustomer, 'wa_id' | 'user_id' | 'name' | 'is_number_hidden'>;

/** Tells when the inbox has the customer's message; returns the conversation it is in, once known. */
export function useInboxNews(
  { wa_id: waId, user_id: userId, name, is_number_hidden: isHidden }: Known,
  hear: (happening: Happening) => void,
): string | null {
  const { client } = trpc.useUtils();
  // Who hides their number is known by an id alone, or still by the number from before it changed.
  const isTheirs = ({ address, displayName }: { address: string; displayName: string }) =>
    address === waId || address === userId || (isHidden && displayName === name);
  const listed = trpc.conversations.list.useQuery({ search: name || waId }, { staleTime: 60_000 });
  const [known, setKnown] = useState<{ waId: string; conversationId: string } | null>(null);

  const tell = async (conversationId: string, messageId: string) => {
    const [conversation, message] = await Promise.all([
      client.conversations.get.query({ conversationId }),
      client.messages.get.query({ messageId }),
    ]);
    if (!isTheirs(conversation)) return;
    setKnown({ waId, conversationId });
    if (message.direction !== 'inbound') return;
    hear({
      key: `${messageId} stored`,
      kind: 'stored',
      title: 'In the inbox',
      detail: `Stored with ${conversation.displayName}, shown to the whole team`,
    });
  };

  useRealtime((change) => {
    if (change.name !== 'message.created') return undefined;
    const { conversationId, messageId } = change.ids;
    // A news that cannot be looked up is only a line less here; the inbox asks for itself.
    tell(conversationId, messageId).catch(() => undefined);
    return undefined;
  });
  if (known?.waId === waId) return known.conversationId;
  return listed.data?.conversations.find(isTheirs)?.id ?? null;
}
