import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';

/** A grey shape of what is coming; it shows itself only after 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('skeleton block', className)} />;
}

/** Wraps the skeletons of one region and says once that it is loading. */
export function SkeletonRegion({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div aria-busy className={className}>
      <span role="status" className="sr-only">
        {label}
      </span>
      {children}
    </div>
  );
}
