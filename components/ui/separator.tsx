import { cn } from '#components/ui/cn.ts';

/** A hairline; with a text, the text stands in its middle. */
export function Separator({ label, className }: { label?: string; className?: string }) {
  if (label === undefined)
    return <div role="separator" className={cn('h-px bg-border', className)} />;
  return (
    <div
      className={cn(
        'flex items-center gap-3 text-caption text-subtle-foreground before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border',
        className,
      )}
    >
      {label}
    </div>
  );
}
