'use client';

import { ChevronsUpDown } from 'lucide-react';
import { lazy } from 'react';
import { BusinessMark } from '#components/layout/business-mark.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import { LazyMenu } from '#components/ui/lazy-menu.tsx';

const load = () =>
  import('#components/layout/business-menu.tsx').then((module) => ({
    default: module.BusinessMenu,
  }));
const BusinessMenu = lazy(load);

const rowStyle =
  'flex h-8 min-w-0 items-center gap-2 rounded-sm px-2 text-sidebar-accent-foreground max-sm:h-10 sm:max-xl:px-2.5';

/** Names the present business; people who belong to several change it here. */
export function BusinessSwitcher() {
  const { business, businesses } = useShell();
  const face = (
    <>
      <BusinessMark name={business.name} logoUrl={business.logoUrl} />
      <span className="flex-1 truncate text-left font-semibold sm:max-xl:sr-only">
        {business.name}
      </span>
    </>
  );
  if (businesses.length < 2) return <div className={rowStyle}>{face}</div>;
  return (
    <LazyMenu
      preload={() => void load()}
      trigger={
        <button
          type="button"
          className={`${rowStyle} hover:bg-sidebar-accent aria-expanded:bg-sidebar-accent`}
        >
          {face}
          <span className="sr-only">, switch business</span>
          <ChevronsUpDown aria-hidden className="size-3.5 text-muted-foreground sm:max-xl:hidden" />
        </button>
      }
      menu={(trigger) => <BusinessMenu trigger={trigger} />}
    />
  );
}
