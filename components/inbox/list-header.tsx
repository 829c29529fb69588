'use client';

import { ChevronDown, Search, X } from 'lucide-react';
import { lazy, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { InboxAddress } from '#components/inbox/inbox-address.ts';
import type { GoTo } from '#components/inbox/use-inbox-address.ts';
import { MenuButton } from '#components/layout/menu-button.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { InputWithIcon } from '#components/ui/input.tsx';
import { LazyMenu } from '#components/ui/lazy-menu.tsx';

const SEARCH_PAUSE_MS = 200;
const loadMenu = () =>
  import('#components/inbox/status-menu.tsx').then((part) => ({ default: part.StatusMenu }));
const StatusMenu = lazy(loadMenu);

interface ListHeaderProps {
  address: InboxAddress;
  goTo: GoTo;
  /** How many there are; absent where nobody counts. */
  count: string | undefined;
  isSearching: boolean;
  onSearch: (isSearching: boolean) => void;
}

/** The title of the list, which chooses open or closed, and the search in its place. */
export function ListHeader({ address, goTo, count, isSearching, onSearch }: ListHeaderProps) {
  if (isSearching) {
    return <SearchHeader address={address} goTo={goTo} onLeave={() => onSearch(false)} />;
  }
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 pr-3 pl-3 max-sm:pr-2 max-sm:pl-1">
      <MenuButton />
      <LazyMenu
        preload={() => void loadMenu()}
        trigger={
          <button
            type="button"
            className="mr-auto flex h-8 items-center gap-1.5 rounded-sm px-1 hover:bg-accent aria-expanded:bg-accent max-sm:h-10"
          >
            <h1 className="text-lg font-semibold">
              {address.status === 'closed' ? 'Closed' : 'Inbox'}
            </h1>
            {count === undefined ? null : (
              <span className="text-subtle-foreground tabular-nums max-sm:text-lg">{count}</span>
            )}
            <ChevronDown aria-hidden className="size-3.5! text-subtle-foreground" />
          </button>
        }
        menu={(trigger) => (
          <StatusMenu
            trigger={trigger}
            status={address.status}
            onChange={(status) =>
              goTo({ status, view: viewIn(status, address.view), conversationId: null })
            }
          />
        )}
      />
      <IconButton
        label="Search"
        keys="/"
        size="icon-28"
        icon={<Search aria-hidden />}
        onClick={() => onSearch(true)}
      />
    </header>
  );
}

/** The time to reply is a matter of open conversations. */
function viewIn(status: InboxAddress['status'], view: InboxAddress['view']) {
  return status === 'closed' && view === 'closing' ? 'all' : view;
}

function SearchHeader(props: { address: InboxAddress; goTo: GoTo; onLeave: () => void }) {
  const { address, goTo, onLeave } = props;
  const [text, setText] = useState(address.search);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const change = (next: string) => {
    setText(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(
      () => goTo({ search: next.trim() }, 'replace'),
      SEARCH_PAUSE_MS,
    );
  };
  const leave = () => {
    window.clearTimeout(timer.current);
    goTo({ search: '' }, 'replace');
    onLeave();
  };
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 pr-3 pl-3 max-sm:pr-2">
      <h1 className="sr-only">Search the inbox</h1>
      <InputWithIcon
        autoFocus
        type="search"
        icon={<Search aria-hidden />}
        aria-label="Search by name or number"
        placeholder="Name or number"
        maxLength={80}
        className="flex-1"
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event: KeyboardEvent) => event.key === 'Escape' && leave()}
      />
      <IconButton
        label="Leave the search"
        size="icon-28"
        icon={<X aria-hidden />}
        onClick={leave}
      />
    </header>
  );
}
