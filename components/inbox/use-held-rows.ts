'use client';

import { useCallback, useMemo, useState } from 'react';
import type { PointerEvent } from 'react';
import { holdOrder } from '#components/inbox/hold-order.ts';
import type { ListedConversation } from '#components/inbox/types.ts';

/** The rows as they are drawn: their order stands still while a mouse is over them. */
export function useHeldRows(rows: ListedConversation[], listKey: string) {
  const [held, setHeld] = useState<{ listKey: string; ids: string[] } | null>(null);
  const isHeld = held?.listKey === listKey;
  const shown = useMemo(
    () => (held?.listKey === listKey ? holdOrder(held.ids, rows) : rows),
    [held, listKey, rows],
  );
  const release = useCallback(() => setHeld(null), []);
  return {
    rows: shown,
    release,
    holdProps: {
      onPointerMove: ({ pointerType }: PointerEvent) => {
        if (pointerType === 'mouse' && !isHeld) setHeld({ listKey, ids: rows.map(({ id }) => id) });
      },
      onPointerLeave: release,
    },
  };
}
