'use client';

import type { ComponentProps } from 'react';
import * as SwitchPrimitive from 'radix-ui/switch';
import { cn } from '#components/ui/cn.ts';

/** Something that is on or off at once, without a Save. */
export function Switch({ className, ...props }: ComponentProps<typeof SwitchPrimitive.Root>) {
  return (
    <SwitchPrimitive.Root
      className={cn(
        'relative h-4 w-7 shrink-0 rounded-full bg-control transition-colors duration-(--duration-fast) after:absolute after:-inset-1 data-[state=checked]:bg-primary disabled:bg-input',
        className,
      )}
      {...props}
    >
      <SwitchPrimitive.Thumb className="block size-3 translate-x-0.5 rounded-full bg-white transition-transform duration-(--duration-fast) data-[state=checked]:translate-x-3.5" />
    </SwitchPrimitive.Root>
  );
}
