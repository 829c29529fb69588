'use client';

import type { ComponentProps } from 'react';
import * as PopoverPrimitive from 'radix-ui/popover';
import { cn } from '#components/ui/cn.ts';

export const Popover = PopoverPrimitive.Root;
export const PopoverTrigger = PopoverPrimitive.Trigger;

interface PopoverContentProps extends ComponentProps<typeof PopoverPrimitive.Content> {
  /** What it is for, for who cannot see it. */
  label: string;
}

/** A small form beside its button: what is behind can still be read and scrolled. */
export function PopoverContent({ label, className, ...props }: PopoverContentProps) {
  return (
    <PopoverPrimitive.Portal container={home()}>
      <PopoverPrimitive.Content
        aria-label={label}
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          'z-50 rounded-md bg-popover text-popover-foreground shadow-lg outline-none',
          'duration-(--duration-fast) data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0',
          className,
        )}
        {...props}
      />
    </PopoverPrimitive.Portal>
  );
}

/** Inside the page's landmark, as menus are. */
function home(): Element | undefined {
  if (typeof document === 'undefined') return undefined;
  return document.getElementById('main') ?? undefined;
}
