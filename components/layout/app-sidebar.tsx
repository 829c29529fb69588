'use client';

import { Search } from 'lucide-react';
import { BusinessSwitcher } from '#components/layout/business-switcher.tsx';
import { NavLink } from '#components/layout/nav-link.tsx';
import { navigationFor } from '#components/layout/navigation.ts';
import { useShell } from '#components/layout/shell-context.ts';
import { UserMenu } from '#components/layout/user-menu.tsx';
import { Keys } from '#components/ui/kbd.tsx';
import { Tooltip } from '#components/ui/tooltip.tsx';

/** 224 px with words, from 640 to 1280 px a rail of icons, below that the inside of the drawer. */
export function AppSidebar({ onNavigate }: { onNavigate?: () => void }) {
  const shell = useShell();
  return (
    <div className="flex h-full flex-col gap-2 bg-sidebar px-2 py-3 text-sidebar-foreground [--row-bg:var(--sidebar)] sm:max-xl:items-center">
      <BusinessSwitcher />
      <JumpButton onPress={() => shell.open('commands')} />
      <nav aria-label="Main" className="grid gap-4 overflow-y-auto sm:max-xl:overflow-visible">
        {navigationFor(shell).map((group) => (
          <ul key={group[0]?.href} className="grid gap-px">
            {group.map((item) => (
              <li key={item.section}>
                <NavLink item={item} onNavigate={onNavigate} />
              </li>
            ))}
          </ul>
        ))}
      </nav>
      <div className="mt-auto">
        <UserMenu />
      </div>
    </div>
  );
}

function JumpButton({ onPress }: { onPress: () => void }) {
  return (
    <Tooltip label="Search or jump to" keys="$mod+k" side="right" className="xl:hidden">
      <button
        type="button"
        onClick={onPress}
        className="mb-2 flex h-8 items-center gap-2 rounded-sm border border-sidebar-border bg-background pr-1.5 pl-2.25 text-subtle-foreground shadow-xs hover:border-border-strong max-sm:h-10 sm:max-xl:h-9 sm:max-xl:w-10 sm:max-xl:justify-center sm:max-xl:border-transparent sm:max-xl:bg-transparent sm:max-xl:px-0 sm:max-xl:shadow-none sm:max-xl:hover:bg-sidebar-accent"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="flex-1 text-left sm:max-xl:sr-only">Search or jump to</span>
        <span aria-hidden className="max-xl:hidden">
          <Keys keys="$mod+k" tone="bare" />
        </span>
      </button>
    </Tooltip>
  );
}
