'use client';

import { MessageCircle, Timer, Unplug } from 'lucide-react';
import { KeptDraft } from '#components/inbox/kept-draft.tsx';
import { TemplateOffer } from '#components/inbox/template-offer.tsx';
import type { ReplyState } from '#components/inbox/reply-countdown.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';

interface ClosedComposerProps {
  conversation: OpenConversation;
  /** Null once a reply is possible again, while a template is still being filled. */
  closed: Extract<ReplyState, { kind: 'closed' }> | null;
  takesFocus: boolean;
  onAnswerFreely: () => void;
}

/** In place of the field when nothing can be written: why, what was begun, and the template that fits. */
export function ClosedComposer(props: ClosedComposerProps) {
  const { conversation, closed, takesFocus, onAnswerFreely } = props;
  const canSendTemplate = closed?.canSendTemplate ?? true;
  return (
    <div className="grid shrink-0 gap-2 px-4 pb-4 max-sm:px-3 max-sm:pb-[max(12px,env(safe-area-inset-bottom))]">
      <div role="status" tabIndex={-1}>
        {closed === null ? (
          <OpenAgain onAnswerFreely={onAnswerFreely} />
        ) : (
          <Banner
            tone="warning"
            icon={canSendTemplate ? <Timer aria-hidden /> : <Unplug aria-hidden />}
          >
            {closed.reason}
          </Banner>
        )}
      </div>
      <KeptDraft
        conversation={conversation}
        until={closed === null ? 'asked for' : canSendTemplate ? 'they write' : 'reconnected'}
        takesFocus={takesFocus}
      />
      {canSendTemplate && conversation.hasTemplates ? (
        <TemplateOffer
          conversation={conversation}
          onSent={() => closed === null && onAnswerFreely()}
        />
      ) : null}
    </div>
  );
}

/** They wrote while a template was being filled, which may be finished all the same. */
function OpenAgain({ onAnswerFreely }: Pick<ClosedComposerProps, 'onAnswerFreely'>) {
  return (
    <Banner
      tone="success"
      icon={<MessageCircle aria-hidden />}
      action={
        <Button size="24" onClick={onAnswerFreely}>
          Write a reply
        </Button>
      }
    >
      You can answer in your own words again.
    </Banner>
  );
}
