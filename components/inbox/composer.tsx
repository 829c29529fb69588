'use client';

import type { RefObject } from 'react';
import { ClosedComposer } from '#components/inbox/closed-composer.tsx';
import { useNow, useNowUntil } from '#components/inbox/now.ts';
import { OpenComposer } from '#components/inbox/open-composer.tsx';
import { nextChangeOf, replyStateAt } from '#components/inbox/reply-countdown.ts';
import type { OpenConversation } from '#components/inbox/types.ts';

interface ComposerProps {
  conversation: OpenConversation;
  field: RefObject<HTMLTextAreaElement | null>;
  autoFocus: boolean;
}

/** Where a reply is written, for as long as one may be; it changes by itself when that ends. */
export function Composer({ conversation, field, autoFocus }: ComposerProps) {
  const now = useNowUntil(nextChangeOf(conversation, useNow()));
  const state = replyStateAt(conversation, now);
  if (state.kind === 'closed') return <ClosedComposer conversation={conversation} closed={state} />;
  return <OpenComposer {...{ conversation, field, autoFocus, state, now }} />;
}
