import type { ReactNode } from 'react';
import { FormatProvider } from '#components/format.tsx';
import { AppSidebar } from '#components/layout/app-sidebar.tsx';
import { LiveRegion } from '#components/layout/live-region.tsx';
import type { ShellData } from '#components/layout/shell-data.ts';
import { ShellProvider } from '#components/layout/shell-provider.tsx';
import { SkipLink } from '#components/layout/skip-link.tsx';
import { ConnectionBanner } from '#components/realtime/connection-banner.tsx';
import { Toaster } from '#components/ui/toaster.tsx';

/** The signed-in frame: sidebar, rail or drawer, and the page beside it. */
export function AppShell({ data, children }: { data: ShellData; children: ReactNode }) {
  const { locale, timeZone, currency } = data.business;
  return (
    <FormatProvider locale={locale} timeZone={timeZone} currency={currency}>
      <ShellProvider data={data}>
        <SkipLink />
        <div className="grid h-dvh grid-cols-[minmax(0,1fr)] overflow-hidden sm:grid-cols-[56px_minmax(0,1fr)] xl:grid-cols-[var(--sidebar-width)_minmax(0,1fr)]">
          <aside
            aria-label="Sidebar"
            className="min-h-0 border-r border-sidebar-border max-sm:hidden"
          >
            <AppSidebar />
          </aside>
          <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-col outline-none">
            {children}
          </main>
        </div>
        <LiveRegion />
        <ConnectionBanner />
        <Toaster />
      </ShellProvider>
    </FormatProvider>
  );
}
