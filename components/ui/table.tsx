import type { ComponentProps } from 'react';
import { cn } from '#components/ui/cn.ts';

/** A table that scrolls sideways in its own box when the screen is narrow. */
export function Table({ className, label, ...props }: ComponentProps<'table'> & { label: string }) {
  return (
    // A box that scrolls must be reachable by keyboard.
    <div role="region" aria-label={label} tabIndex={0} className="focus-inset overflow-x-auto">
      <table aria-label={label} className={cn('w-full border-collapse', className)} {...props} />
    </div>
  );
}

/** The head of one column. */
export function TableHead({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn(
        'h-9 px-3 text-left text-caption font-medium whitespace-nowrap text-subtle-foreground',
        className,
      )}
      {...props}
    />
  );
}

/** One row of 44 px. */
export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return <tr className={cn('border-t aria-selected:bg-selected', className)} {...props} />;
}

/** One cell. */
export function TableCell({ className, ...props }: ComponentProps<'td'>) {
  return <td className={cn('h-11 px-3 whitespace-nowrap', className)} {...props} />;
}
