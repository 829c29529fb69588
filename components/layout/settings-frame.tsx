import type { ReactNode } from 'react';
import { PageHeader } from '#components/layout/page-header.tsx';
import { SettingsNav } from '#components/layout/settings-nav.tsx';

/** The frame of all settings: their own list at the left, above the page on a phone. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex min-h-0 flex-1 max-sm:flex-col">
        <SettingsNav />
        <div className="min-h-0 min-w-0 flex-1 overflow-auto p-6 max-sm:p-4">{children}</div>
      </div>
    </>
  );
}
