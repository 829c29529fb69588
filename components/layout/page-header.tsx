import type { ReactNode } from 'react';
import { MenuButton } from '#components/layout/menu-button.tsx';

/** The title of a page and what can be done on it. */
export function PageHeader({ title, actions }: { title: ReactNode; actions?: ReactNode }) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 border-b bg-background px-6 max-sm:gap-1 max-sm:pr-2 max-sm:pl-1">
      <MenuButton />
      <h1 className="truncate text-lg font-semibold">{title}</h1>
      {actions === undefined ? null : <div className="ml-auto flex gap-2">{actions}</div>}
    </header>
  );
}
