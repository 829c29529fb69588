'use client';

import type { ComponentProps, ReactNode } from 'react';
import { X } from 'lucide-react';
import * as DialogPrimitive from 'radix-ui/dialog';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';

export const Dialog = DialogPrimitive.Root;
export const DialogClose = DialogPrimitive.Close;

/** The dim layer behind what must be answered first. */
export function Overlay() {
  return (
    <DialogPrimitive.Overlay className="fixed inset-0 z-40 bg-overlay duration-(--duration-base) data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0" />
  );
}

interface DialogContentProps extends Omit<ComponentProps<typeof DialogPrimitive.Content>, 'title'> {
  title: string;
  description?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  /** The title is read out but not drawn, as in the command menu. */
  bare?: boolean;
}

/** A question or a small form over the page; Escape or the cross leaves without a deed. */
export function DialogContent({
  title,
  description,
  footer,
  bare = false,
  className,
  children,
  ...props
}: DialogContentProps) {
  const described = description === undefined ? { 'aria-describedby': undefined } : {};
  return (
    <DialogPrimitive.Portal>
      <Overlay />
      <DialogPrimitive.Content
        className={cn(
          'fixed left-1/2 z-50 w-[calc(100vw-32px)] -translate-x-1/2 overflow-auto rounded-lg bg-popover text-popover-foreground shadow-lg outline-none',
          'duration-(--duration-base) data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-98',
          bare
            ? 'top-[12vh] max-h-[76vh] max-w-[520px]'
            : 'top-1/2 max-h-[calc(100dvh-32px)] max-w-[440px] -translate-y-1/2 p-5',
          className,
        )}
        {...described}
        {...props}
      >
        <DialogPrimitive.Title className={bare ? 'sr-only' : 'pr-8 text-lg font-semibold'}>
          {title}
        </DialogPrimitive.Title>
        {description === undefined ? null : (
          <DialogPrimitive.Description className={bare ? 'sr-only' : 'mt-1 text-muted-foreground'}>
            {description}
          </DialogPrimitive.Description>
        )}
        {bare ? children : <div className="mt-4 empty:hidden">{children}</div>}
        {footer === undefined ? null : (
          <div className="mt-5 flex flex-wrap justify-end gap-2">{footer}</div>
        )}
        {bare ? null : <CloseCross className="absolute top-4 right-4" />}
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

interface FullScreenProps extends Omit<ComponentProps<typeof DialogPrimitive.Content>, 'title'> {
  /** Read out; what is inside draws its own. */
  title: string;
}

/** What fills the screen for a while, such as a picture; Escape or the cross leaves it. */
export function FullScreenContent({ title, children, ...props }: FullScreenProps) {
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Content
        aria-describedby={undefined}
        className="fixed inset-0 z-50 flex flex-col bg-background pb-[env(safe-area-inset-bottom)] outline-none duration-(--duration-base) data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0"
        {...props}
      >
        <DialogPrimitive.Title className="sr-only">{title}</DialogPrimitive.Title>
        {children}
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

/** The cross in the corner of a dialog or sheet. */
export function CloseCross({ className }: { className?: string }) {
  return (
    <DialogPrimitive.Close asChild>
      <Button
        variant="ghost"
        size="icon-28"
        aria-label="Close"
        className={className}
        icon={<X aria-hidden />}
      />
    </DialogPrimitive.Close>
  );
}
