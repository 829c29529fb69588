'use client';

import type { ComponentProps } from 'react';
import { Check, Minus } from 'lucide-react';
import * as CheckboxPrimitive from 'radix-ui/checkbox';
import { cn } from '#components/ui/cn.ts';

/** A box to tick; `checked="indeterminate"` says that some of several are. */
export function Checkbox({ className, ...props }: ComponentProps<typeof CheckboxPrimitive.Root>) {
  return (
    <CheckboxPrimitive.Root
      className={cn(
        // The square is 16, what can be hit is 24.
        'group relative grid size-4 shrink-0 place-items-center rounded-xs border border-control bg-card text-primary-foreground after:absolute after:-inset-1',
        'data-[state=checked]:border-primary data-[state=checked]:bg-primary',
        'data-[state=indeterminate]:border-primary data-[state=indeterminate]:bg-primary',
        'disabled:border-input disabled:bg-muted disabled:text-subtle-foreground',
        className,
      )}
      {...props}
    >
      <CheckboxPrimitive.Indicator className="grid place-items-center [&>.lucide]:size-3 [&>.lucide]:stroke-3">
        <Minus aria-hidden className="hidden group-data-[state=indeterminate]:block" />
        <Check aria-hidden className="group-data-[state=indeterminate]:hidden" />
      </CheckboxPrimitive.Indicator>
    </CheckboxPrimitive.Root>
  );
}
