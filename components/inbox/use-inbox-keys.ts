'use client';

import { useEffectEvent, useMemo } from 'react';
import { useActions } from '#components/layout/actions.ts';
import type { Action } from '#components/layout/actions.ts';

export interface InboxDeeds {
  step: (by: 1 | -1) => void;
  open: () => void;
  back: () => void;
  close: () => void;
  reply: () => void;
  search: () => void;
  undo: () => void;
}

/** The keys of the inbox; each has its control on screen. */
export function useInboxKeys(deeds: InboxDeeds): void {
  const step = useEffectEvent(deeds.step);
  const open = useEffectEvent(deeds.open);
  const back = useEffectEvent(deeds.back);
  const close = useEffectEvent(deeds.close);
  const reply = useEffectEvent(deeds.reply);
  const search = useEffectEvent(deeds.search);
  const undo = useEffectEvent(deeds.undo);
  const actions = useMemo<Action[]>(
    () => [
      { id: 'next', label: 'Next conversation', keys: 'j', isKeyOnly: true, run: () => step(1) },
      {
        id: 'previous',
        label: 'Previous conversation',
        keys: 'k',
        isKeyOnly: true,
        run: () => step(-1),
      },
      {
        id: 'open',
        label: 'Open the conversation',
        keys: 'Enter',
        isKeyOnly: true,
        run: () => open(),
      },
      { id: 'back', label: 'Back to the list', keys: 'u', isKeyOnly: true, run: () => back() },
      { id: 'reply', label: 'Reply', keys: 'r', run: () => reply() },
      { id: 'close', label: 'Close the conversation and go on', keys: 'e', run: () => close() },
      { id: 'undo', label: 'Undo closing', keys: 'z', isKeyOnly: true, run: () => undo() },
      { id: 'search', label: 'Search the inbox', keys: '/', run: () => search() },
    ],
    // What an action does is read at the moment it is done.
    [], // eslint-disable-line react-hooks/exhaustive-deps
  );
  useActions('Inbox', actions);
}
