'use client';

import { FileText, Inbox, Settings, Smartphone } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { isInSection, type NavItem } from '#components/layout/navigation.ts';
import { useShell } from '#components/layout/shell-context.ts';
import { useUnreadCount } from '#components/layout/unread-count.ts';
import { Tooltip } from '#components/ui/tooltip.tsx';

const ICONS = { inbox: Inbox, sandbox: Smartphone, settings: Settings, templates: FileText };

interface NavLinkProps {
  item: NavItem;
  onNavigate: (() => void) | undefined;
}

/** One line of the sidebar; in the rail its name is a tooltip. */
export function NavLink({ item, onNavigate }: NavLinkProps) {
  const isCurrent = isInSection(usePathname(), item.section);
  const Icon = ICONS[item.icon];
  return (
    <Tooltip label={item.label} keys={item.keys} side="right" className="xl:hidden">
      <Link
        href={item.href}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={onNavigate}
        className="relative flex h-8 items-center gap-2.5 rounded-sm px-2 font-medium hover:bg-sidebar-accent aria-[current=page]:bg-sidebar-accent aria-[current=page]:text-sidebar-accent-foreground max-sm:h-10 sm:max-xl:h-9 sm:max-xl:w-10 sm:max-xl:justify-center sm:max-xl:px-0 [&>.lucide]:text-sidebar-muted-foreground aria-[current=page]:[&>.lucide]:text-sidebar-accent-foreground"
      >
        <Icon aria-hidden />
        <span className="flex-1 truncate sm:max-xl:sr-only">{item.label}</span>
        {item.count === 'unread' ? <UnreadCount /> : null}
      </Link>
    </Tooltip>
  );
}

function UnreadCount() {
  const count = useUnreadCount(useShell().unreadCount);
  if (count === 0) return null;
  return (
    <span className="pr-0.5 text-xs font-semibold tracking-normal text-sidebar-accent-foreground tabular-nums sm:max-xl:absolute sm:max-xl:top-0 sm:max-xl:-right-0.5 sm:max-xl:min-w-4 sm:max-xl:rounded-full sm:max-xl:bg-primary sm:max-xl:px-1 sm:max-xl:text-center sm:max-xl:text-[10px] sm:max-xl:text-primary-foreground">
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{`, ${count} unread`}</span>
    </span>
  );
}
