import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';

interface SectionProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page. */
export function Section({ title, description, actions, className, children }: SectionProps) {
  return (
    <section aria-label={title} className={cn('min-w-0', className)}>
      <div className="mb-4 flex min-h-8 items-center justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold">{title}</h2>
          {description === undefined ? null : (
            <p className="text-muted-foreground">{description}</p>
          )}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
