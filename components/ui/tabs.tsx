'use client';

import type { ComponentProps } from 'react';
import * as TabsPrimitive from 'radix-ui/tabs';
import { cn } from '#components/ui/cn.ts';
import { tabStyle } from '#components/ui/tab-style.ts';

export const Tabs = TabsPrimitive.Root;
export const TabsContent = TabsPrimitive.Content;

/** The row of tabs; give it an `aria-label`. */
export function TabsList({ className, ...props }: ComponentProps<typeof TabsPrimitive.List>) {
  return (
    <TabsPrimitive.List className={cn('flex gap-0.5 overflow-x-auto', className)} {...props} />
  );
}

/** One tab, with a count when it has one. */
export function Tab({
  count,
  children,
  ...props
}: ComponentProps<typeof TabsPrimitive.Trigger> & { count?: string | number | undefined }) {
  return (
    <TabsPrimitive.Trigger className={tabStyle} {...props}>
      {children}
      {count === undefined ? null : (
        <span className="text-caption font-normal tabular-nums">{count}</span>
      )}
    </TabsPrimitive.Trigger>
  );
}
