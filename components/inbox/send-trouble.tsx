'use client';

import { CircleAlert, CircleHelp, Trash2 } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import type { PendingSend } from '#components/inbox/outbox.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { useOfferedActions } from '#components/layout/actions.ts';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { showToast } from '#components/ui/toast.ts';

interface SendTroubleProps {
  message: ThreadMessage;
  pending: PendingSend | null;
}

/** Why a message did not arrive, or that nobody knows, and the one next step. */
export function SendTrouble({ message, pending }: SendTroubleProps) {
  const format = useFormat();
  const { cache, outbox, refreshMessage } = useInboxTools();
  const retry = trpc.messages.retry.useMutation({
    onMutate: () => cache.putMessage({ ...message, state: 'queued', failureText: null }),
    onError: (error) => showToast({ tone: 'danger', message: refusalOf(error).sentence }),
    onSettled: () => refreshMessage(message.id).catch(() => undefined),
  });
  const template = useTemplateInstead(message);
  const isUnknown = message.state === 'unknown';
  const Icon = isUnknown ? CircleHelp : CircleAlert;
  const sendAgain = () => {
    if (pending === null) retry.mutate({ messageId: message.id });
    else outbox.retry(pending.clientId);
  };
  return (
    <div className="mt-1.5 flex max-w-[420px] flex-col items-end gap-1.5 text-right text-caption">
      <span className="flex items-center gap-1 font-medium text-danger-text">
        <Icon aria-hidden className="size-3.5!" />
        {isUnknown ? 'Outcome unknown' : 'Not delivered'} · {format.time(message.occurredAt)}
      </span>
      <span className="text-balance text-muted-foreground">
        {isUnknown && message.failureCode !== 'sending_cancelled'
          ? 'We do not know whether this message arrived: the connection broke while it was sent.'
          : (message.failureText ?? 'The provider gave no reason.')}
      </span>
      {message.failureDetail === null ? null : (
        <span className="text-subtle-foreground [overflow-wrap:anywhere]">
          In the provider’s words: {message.failureDetail}
        </span>
      )}
      {(isUnknown || message.canRetry) && message.author !== 'campaign' ? (
        <span className="flex gap-2">
          <Button
            size="24"
            className="max-sm:h-10 max-sm:px-4"
            pending={retry.isPending}
            onClick={template ?? sendAgain}
          >
            {template !== null ? 'Send a template' : isUnknown ? 'Send again' : 'Retry'}
          </Button>
          {pending === null ? null : (
            <IconButton
              label="Discard"
              size="icon-24"
              icon={<Trash2 aria-hidden />}
              className="max-sm:size-10"
              onClick={() => outbox.discard(pending.clientId)}
            />
          )}
        </span>
      ) : null}
    </div>
  );
}

/** What the provider refused for its time is refused again; a template is not. */
function useTemplateInstead({ failureCode, state }: ThreadMessage): (() => void) | null {
  const actions = useOfferedActions().flatMap((group) => group.actions);
  if (state !== 'failed' || failureCode !== 'reply_window_closed') return null;
  return actions.find(({ id }) => id === 'send-template')?.run ?? null;
}
