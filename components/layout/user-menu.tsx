'use client';

import { Ellipsis } from 'lucide-react';
import { lazy } from 'react';
import { useShell } from '#components/layout/shell-context.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { LazyMenu } from '#components/ui/lazy-menu.tsx';

const load = () =>
  import('#components/layout/user-menu-list.tsx').then((module) => ({
    default: module.UserMenuList,
  }));
const UserMenuList = lazy(load);

/** The person at the foot of the sidebar, and what belongs to them. */
export function UserMenu() {
  const { user } = useShell();
  return (
    <LazyMenu
      preload={() => void load()}
      trigger={
        <button
          type="button"
          className="flex h-10 w-full min-w-0 items-center gap-2 rounded-sm px-2 font-medium text-sidebar-accent-foreground hover:bg-sidebar-accent aria-expanded:bg-sidebar-accent"
        >
          <Avatar name={user.name} seed={user.memberId} size="24" />
          <span className="flex-1 truncate text-left sm:max-xl:sr-only">
            {user.name}
            <span className="sr-only">, your menu</span>
          </span>
          <Ellipsis aria-hidden className="text-muted-foreground sm:max-xl:hidden" />
        </button>
      }
      menu={(trigger) => <UserMenuList trigger={trigger} />}
    />
  );
}
