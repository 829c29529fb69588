'use client';

import type { ReactNode } from 'react';
import { Sheet, SheetContent } from '#components/ui/sheet.tsx';

interface SettingsSheetProps {
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** What stands beside the phone where there is room, behind a button where there is none. */
export function SettingsSheet({ isOpen, onClose, children }: SettingsSheetProps) {
  return (
    <Sheet open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <SheetContent title="The phone">{children}</SheetContent>
    </Sheet>
  );
}
