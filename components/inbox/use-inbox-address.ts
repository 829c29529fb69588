'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { inboxHref, readInboxAddress } from '#components/inbox/inbox-address.ts';
import type { InboxAddress } from '#components/inbox/inbox-address.ts';

const USUAL: InboxAddress = { conversationId: null, status: 'open', view: 'all', search: '' };

export type GoTo = (change: Partial<InboxAddress>, how?: 'push' | 'replace') => void;

/** Where in the inbox we are, and how to go elsewhere without asking the server for a page. */
export function useInboxAddress(): [InboxAddress, GoTo] {
  const pathname = usePathname();
  const query = useSearchParams();
  const address = useMemo(
    () => readInboxAddress(pathname.split('/').slice(2).filter(Boolean), query) ?? USUAL,
    [pathname, query],
  );
  const goTo = useCallback<GoTo>((change, how = 'push') => {
    const href = inboxHref({ ...currentAddress(), ...change });
    if (href === window.location.pathname + window.location.search) return;
    if (how === 'push') window.history.pushState(null, '', href);
    else window.history.replaceState(null, '', href);
  }, []);
  return [address, goTo];
}

/** Read from the bar itself, so that two changes in a row do not undo each other. */
function currentAddress(): InboxAddress {
  const { pathname, search } = window.location;
  const path = pathname.split('/').slice(2).filter(Boolean);
  return readInboxAddress(path, new URLSearchParams(search)) ?? USUAL;
}
