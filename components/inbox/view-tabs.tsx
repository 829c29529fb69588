'use client';

import type { MouseEvent } from 'react';
import { useFormat } from '#components/format.tsx';
import { inboxHref } from '#components/inbox/inbox-address.ts';
import type { InboxAddress } from '#components/inbox/inbox-address.ts';
import type { GoTo } from '#components/inbox/use-inbox-address.ts';
import { tabStyle } from '#components/ui/tab-style.ts';

const TABS = [
  { view: 'all', label: 'All' },
  { view: 'mine', label: 'Mine' },
  { view: 'unassigned', label: 'Unassigned' },
  { view: 'closing', label: 'Closing soon' },
] as const;

interface ViewTabsProps {
  address: InboxAddress;
  goTo: GoTo;
  counts: Record<'mine' | 'unassigned' | 'closing', number> | undefined;
}

/** Whose conversations the list shows. */
export function ViewTabs({ address, goTo, counts }: ViewTabsProps) {
  return (
    <nav
      aria-label="Views"
      className="flex shrink-0 gap-0.5 overflow-x-auto px-3 pb-3 [scrollbar-width:none]"
    >
      {TABS.filter(({ view }) => canBeIn(address, view)).map(({ view, label }) => {
        const count = view === 'all' || address.status === 'closed' ? undefined : counts?.[view];
        return (
          <a
            key={view}
            href={inboxHref({ ...address, view })}
            aria-current={address.view === view ? 'true' : undefined}
            className={tabStyle}
            onClick={(event) => goPlainly(event, () => goTo({ view }))}
          >
            {label}
            {count === undefined ? null : <TabCount value={count} />}
          </a>
        );
      })}
    </nav>
  );
}

/** What is closed waits for nobody's reply. */
function canBeIn({ status, view: current }: InboxAddress, view: InboxAddress['view']): boolean {
  return view !== 'closing' || status === 'open' || current === view;
}

function TabCount({ value }: { value: number }) {
  const format = useFormat();
  return (
    <span className="text-caption font-normal text-subtle-foreground tabular-nums">
      {format.number(value)}
    </span>
  );
}

function goPlainly(event: MouseEvent, go: () => void) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go();
}
