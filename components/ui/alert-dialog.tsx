'use client';

import type { ReactNode } from 'react';
import * as AlertDialogPrimitive from 'radix-ui/alert-dialog';
import { Button } from '#components/ui/button.tsx';

interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A question: "Remove Ana Ribeiro?" */
  title: string;
  /** What goes, and what stays. */
  description: ReactNode;
  /** The deed as a verb: "Remove". */
  confirm: string;
  /** The way out: "Keep". */
  cancel?: string;
  tone?: 'danger' | 'primary';
  pending?: boolean;
  /** False until what the deed needs, a typed name say, is there. */
  isReady?: boolean;
  /** The dialog stays open, so that it can show that the deed is under way or why it failed. */
  onConfirm: () => void;
  error?: ReactNode;
  children?: ReactNode;
}

/** Asks before what cannot be undone; it opens on the way out, and only the buttons close it. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, description, confirm, cancel = 'Cancel' } = props;
  return (
    <AlertDialogPrimitive.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialogPrimitive.Portal>
        <AlertDialogPrimitive.Overlay className="fixed inset-0 z-40 bg-overlay duration-(--duration-base) data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0" />
        <AlertDialogPrimitive.Content className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] max-w-[440px] -translate-1/2 overflow-auto rounded-lg bg-popover p-5 text-popover-foreground shadow-lg outline-none duration-(--duration-base) data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-98">
          <AlertDialogPrimitive.Title className="text-lg font-semibold">
            {title}
          </AlertDialogPrimitive.Title>
          <AlertDialogPrimitive.Description className="mt-1 text-muted-foreground">
            {description}
          </AlertDialogPrimitive.Description>
          <div className="mt-4 empty:hidden">
            {props.children}
            {props.error}
          </div>
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <AlertDialogPrimitive.Cancel asChild>
              <Button>{cancel}</Button>
            </AlertDialogPrimitive.Cancel>
            <Button
              variant={props.tone ?? 'danger'}
              pending={props.pending ?? false}
              disabled={props.isReady === false}
              onClick={props.onConfirm}
            >
              {confirm}
            </Button>
          </div>
        </AlertDialogPrimitive.Content>
      </AlertDialogPrimitive.Portal>
    </AlertDialogPrimitive.Root>
  );
}
