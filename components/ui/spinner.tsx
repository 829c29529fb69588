import { LoaderCircle } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';

/** Turns while something is under way; with a label it is announced. */
export function Spinner({ label, className }: { label?: string; className?: string }) {
  return (
    <>
      <LoaderCircle aria-hidden className={cn('size-3.5 animate-spin', className)} />
      {label === undefined ? null : (
        <span role="status" className="sr-only">
          {label}
        </span>
      )}
    </>
  );
}
