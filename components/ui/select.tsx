import type { ComponentProps } from 'react';
import type { VariantProps } from 'class-variance-authority';
import { ChevronDown } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { fieldSize } from '#components/ui/input.tsx';

interface SelectProps
  extends Omit<ComponentProps<'select'>, 'size'>, VariantProps<typeof fieldSize> {}

/**
 * One choice out of several. The platform's own list: it types ahead through four hundred time
 * zones, suits a thumb, and costs nothing.
 */
export function Select({ size, className, children, ...props }: SelectProps) {
  return (
    <span className={cn('relative block h-fit', className)}>
      <select
        className={cn(
          'field-surface w-full min-w-0 appearance-none truncate hover:not-disabled:bg-accent',
          fieldSize({ size }),
          'pr-8!',
        )}
        {...props}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-subtle-foreground"
      />
    </span>
  );
}
