import type { ComponentProps } from 'react';
import { cn } from '#components/ui/cn.ts';

/** A text field of several lines that grows with what is written. */
export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cn(
        'field-surface field-sizing-content block max-h-80 min-h-20 w-full min-w-0 px-2.5 py-1.5 max-sm:text-lg',
        className,
      )}
      {...props}
    />
  );
}
