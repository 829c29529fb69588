'use client';

import { useLayoutEffect, useMemo, useState } from 'react';
import type { ListedConversation } from '#components/inbox/types.ts';
import { useActions } from '#components/layout/actions.ts';
import type { Action } from '#components/layout/actions.ts';

export interface InboxDeeds {
  step: (by: 1 | -1) => void;
  open: () => void;
  back: () => void;
  close: () => void;
  reply: () => void;
  search: () => void;
  undo: () => unknown;
  /** Of the conversation on the screen; null when there is none. */
  status: ListedConversation['status'] | null;
}

/** The keys of the inbox; each has its control on screen. */
export function useInboxKeys(deeds: InboxDeeds): void {
  const [latest] = useState(createLatest);
  const actions = useMemo(() => actionsOf(latest.read), [latest]);
  // Before anybody sees the new screen: a key pressed at once is meant for it.
  useLayoutEffect(() => latest.write(deeds), [latest, deeds]);
  useActions('Inbox', actions);
}

function createLatest() {
  let latest: InboxDeeds | null = null;
  return {
    read: () => latest,
    write: (deeds: InboxDeeds) => {
      latest = deeds;
    },
  };
}

/** What an action does is read at the moment it is done. */
function actionsOf(now: () => InboxDeeds | null): Action[] {
  const onlyByKey = { isKeyOnly: true };
  return [
    { id: 'next', label: 'Next conversation', keys: 'j', ...onlyByKey, run: () => now()?.step(1) },
    {
      id: 'previous',
      label: 'Previous conversation',
      keys: 'k',
      ...onlyByKey,
      run: () => now()?.step(-1),
    },
    {
      id: 'open',
      label: 'Open the conversation',
      keys: 'Enter',
      ...onlyByKey,
      run: () => now()?.open(),
    },
    { id: 'back', label: 'Back to the list', keys: 'u', ...onlyByKey, run: () => now()?.back() },
    {
      id: 'reply',
      label: 'Reply',
      keys: 'r',
      icon: 'reply',
      isOffered: () => (now()?.status ?? null) !== null,
      run: () => now()?.reply(),
    },
    {
      id: 'close',
      label: 'Close the conversation and go on',
      keys: 'e',
      icon: 'close',
      isOffered: () => now()?.status === 'open',
      run: () => now()?.close(),
    },
    { id: 'undo', label: 'Undo closing', keys: 'z', ...onlyByKey, run: () => now()?.undo() },
    {
      id: 'search',
      label: 'Search the inbox',
      keys: '/',
      icon: 'search',
      run: () => now()?.search(),
    },
  ];
}
