'use client';

import { useImperativeHandle, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { ClosedComposer } from '#components/inbox/closed-composer.tsx';
import { followWindow } from '#components/inbox/composer-form.ts';
import type { ComposerForm } from '#components/inbox/composer-form.ts';
import { useNow, useNowUntil } from '#components/inbox/now.ts';
import { OpenComposer } from '#components/inbox/open-composer.tsx';
import { nextChangeOf, replyStateAt } from '#components/inbox/reply-countdown.ts';
import type { ReplyState } from '#components/inbox/reply-countdown.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { useHands } from '#components/inbox/use-hands.ts';

/** How the composer is reached from elsewhere in the inbox, whichever form it has. */
export interface ComposerHandle {
  /** To the field; once that is closed to the template that is offered, or to why there is none. */
  focus(): void;
}

interface ComposerProps {
  conversation: OpenConversation;
  handle: RefObject<ComposerHandle | null>;
  /** Somebody asked to reply before it was there. */
  takesFocus: boolean;
}

/** Where a reply is written, for as long as one may be; it changes by itself when that ends. */
export function Composer({ conversation, handle, takesFocus }: ComposerProps) {
  const now = useNowUntil(nextChangeOf(conversation, useNow()));
  const state = replyStateAt(conversation, now);
  const root = useRef<HTMLDivElement>(null);
  const [form, setForm] = useForm(state, root, takesFocus);
  useImperativeHandle(handle, () => ({ focus: () => focusIn(root.current) }), []);
  const answerFreely = () => setForm({ isOpen: true, isPinned: false, takesFocus: true });
  return (
    <div ref={root} className="contents">
      {form.isOpen ? (
        <OpenComposer
          {...{ conversation, now }}
          state={state.kind === 'closed' ? JUST_OVER : state}
          takesFocus={form.takesFocus}
        />
      ) : (
        <ClosedComposer
          conversation={conversation}
          closed={state.kind === 'closed' ? state : null}
          takesFocus={form.takesFocus}
          onAnswerFreely={answerFreely}
        />
      )}
    </div>
  );
}

/** While a dialog still stands over the field. */
const JUST_OVER = { kind: 'open', closesAt: null } as const;

function useForm(
  { kind }: ReplyState,
  root: RefObject<HTMLElement | null>,
  wasAsked: boolean,
): [ComposerForm, (form: ComposerForm) => void] {
  const canReply = kind !== 'closed';
  const [form, setForm] = useState({
    isOpen: canReply,
    isPinned: false,
    takesFocus: canReply && wasAsked,
  });
  const next = followWindow(form, canReply, useHands(root));
  if (next !== form) setForm(next);
  return [next, setForm];
}

/** What helps most to go on comes first. */
const PLACES = [
  'form input:not([type=file])',
  'form :is(select, button):not(:disabled)',
  'textarea',
  '[role=status]',
];

function focusIn(root: HTMLElement | null): void {
  for (const place of PLACES) {
    const found = root?.querySelector<HTMLElement>(place);
    if (found) return found.focus();
  }
}
