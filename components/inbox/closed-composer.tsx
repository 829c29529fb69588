'use client';

import { Timer, Unplug } from 'lucide-react';
import { useDraft } from '#components/inbox/inbox-tools.tsx';
import { keptWords } from '#components/inbox/kept-words.ts';
import type { KeptUntil } from '#components/inbox/kept-words.ts';
import { TemplateOffer } from '#components/inbox/template-offer.tsx';
import type { ReplyState } from '#components/inbox/reply-countdown.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { useRefusedDrop } from '#components/inbox/use-file-drop.ts';
import { useUploadList } from '#components/inbox/use-uploads.ts';
import { Banner } from '#components/ui/banner.tsx';

interface ClosedComposerProps {
  conversation: OpenConversation;
  closed: Extract<ReplyState, { kind: 'closed' }>;
}

/** In place of the field when nothing can be written: why, what was begun, and the template that fits. */
export function ClosedComposer({ conversation, closed }: ClosedComposerProps) {
  const { reason, canSendTemplate } = closed;
  const Icon = canSendTemplate ? Timer : Unplug;
  return (
    <div className="grid shrink-0 gap-2 px-4 pb-4 max-sm:px-3 max-sm:pb-[max(12px,env(safe-area-inset-bottom))]">
      <div role="status">
        <Banner tone="warning" icon={<Icon aria-hidden />}>
          {reason}
        </Banner>
      </div>
      <KeptDraft
        conversation={conversation}
        until={canSendTemplate ? 'they write' : 'reconnected'}
      />
      {canSendTemplate && conversation.hasTemplates ? (
        <TemplateOffer conversation={conversation} />
      ) : null}
    </div>
  );
}

interface KeptDraftProps {
  conversation: OpenConversation;
  until: KeptUntil;
}

/** What was being written when the time ran out; the field has it again as soon as it opens. */
function KeptDraft({ conversation, until }: KeptDraftProps) {
  useRefusedDrop();
  const { text } = useDraft(conversation.id);
  const files = useUploadList(conversation.id).filter(({ attachment }) => attachment !== null);
  const words = text.trim();
  if (words === '' && files.length === 0) return null;
  return (
    <div className="rounded-md bg-inset px-3 py-2">
      <p className="text-caption text-muted-foreground">
        {keptWords({ hasText: words !== '', files: files.length }, until)}
      </p>
      {words === '' ? null : (
        <p dir="auto" className="line-clamp-2 wrap-anywhere whitespace-pre-line">
          {words}
        </p>
      )}
    </div>
  );
}
