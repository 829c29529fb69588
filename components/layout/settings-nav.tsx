'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { isInSection, settingsFor } from '#components/layout/navigation.ts';
import { useShell } from '#components/layout/shell-context.ts';

/** The pages of Settings that this member may open. */
export function SettingsNav() {
  const { role } = useShell();
  const pathname = usePathname();
  return (
    <nav
      aria-label="Settings"
      className="shrink-0 max-sm:flex max-sm:gap-1 max-sm:overflow-x-auto max-sm:border-b max-sm:p-2 sm:w-50 sm:overflow-auto sm:border-r sm:px-3 sm:py-4"
    >
      {settingsFor(role).map(({ label, items }) => (
        <div key={label} className="max-sm:contents sm:not-first:mt-4">
          <h2 className="mb-1 px-2 text-caption font-medium text-subtle-foreground max-sm:sr-only">
            {label}
          </h2>
          <ul className="max-sm:contents">
            {items.map((item) => (
              <li key={item.href} className="max-sm:shrink-0">
                <Link
                  href={item.href}
                  aria-current={isInSection(pathname, item.href) ? 'page' : undefined}
                  className="focus-inset flex h-[30px] items-center rounded-sm px-2 font-medium text-muted-foreground hover:bg-accent aria-[current=page]:bg-accent aria-[current=page]:text-foreground max-sm:h-9"
                >
                  {item.label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
