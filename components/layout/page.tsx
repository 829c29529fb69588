import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { PageHeader } from '#components/layout/page-header.tsx';

interface PageProps {
  title: string;
  actions?: ReactNode;
  /** Cards sit on the canvas; lists and forms straight on the background. */
  surface?: 'background' | 'canvas';
  children: ReactNode;
}

/** The frame of a page with a head of 56 px and a body that scrolls. */
export function Page({ title, actions, surface = 'background', children }: PageProps) {
  return (
    <>
      <PageHeader title={title} actions={actions} />
      <div
        className={cn(
          'min-h-0 flex-1 overflow-auto p-6 max-sm:p-4',
          surface === 'canvas' && 'bg-canvas',
        )}
      >
        {children}
      </div>
    </>
  );
}
