'use client';

import type { ComponentProps, ReactNode } from 'react';
import * as DialogPrimitive from 'radix-ui/dialog';
import { cn } from '#components/ui/cn.ts';
import { CloseCross, Overlay } from '#components/ui/dialog.tsx';

export const Sheet = DialogPrimitive.Root;

interface SheetContentProps extends Omit<ComponentProps<typeof DialogPrimitive.Content>, 'title'> {
  title: string;
  side?: 'left' | 'right';
  /** The title is read out but not drawn: what is inside has its own head. */
  bare?: boolean;
  children: ReactNode;
}

/** A pane that slides in from the side where the screen has no room for it. */
export function SheetContent({
  title,
  side = 'right',
  bare = false,
  className,
  children,
  ...props
}: SheetContentProps) {
  return (
    <DialogPrimitive.Portal>
      <Overlay />
      <DialogPrimitive.Content
        aria-describedby={undefined}
        className={cn(
          'fixed inset-y-0 z-50 flex w-80 max-w-[calc(100vw-40px)] flex-col overflow-auto bg-background pb-[env(safe-area-inset-bottom)] shadow-lg outline-none',
          'duration-(--duration-slow) data-[state=closed]:animate-out data-[state=open]:animate-in',
          side === 'left' &&
            'left-0 max-sm:rounded-r-xl data-[state=closed]:slide-out-to-left data-[state=open]:slide-in-from-left',
          side === 'right' &&
            'right-0 max-sm:rounded-l-xl data-[state=closed]:slide-out-to-right data-[state=open]:slide-in-from-right',
          className,
        )}
        {...props}
      >
        {bare ? (
          <DialogPrimitive.Title className="sr-only">{title}</DialogPrimitive.Title>
        ) : (
          <header className="flex h-14 shrink-0 items-center justify-between border-b pr-3 pl-4">
            <DialogPrimitive.Title className="min-w-0 truncate text-lg font-semibold">
              {title}
            </DialogPrimitive.Title>
            <CloseCross />
          </header>
        )}
        {children}
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}
