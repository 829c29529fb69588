'use client';

import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import { withOurs } from '#components/inbox/reactions.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';

/** Puts an emoji on a message, or takes ours off it; it is on screen before the server knows. */
export function useReact(message: ThreadMessage): (emoji: string | null) => void {
  const { cache, refreshMessage } = useInboxTools();
  const { client } = trpc.useUtils();
  return (emoji) => {
    cache.putMessage({ ...message, reactions: withOurs(message.reactions, emoji) });
    client.messages.react
      .mutate({ messageId: message.id, emoji })
      .catch((error: unknown) => {
        showToast({ tone: 'danger', message: refusalOf(error).sentence });
        return refreshMessage(message.id);
      })
      .catch(() => undefined);
  };
}
