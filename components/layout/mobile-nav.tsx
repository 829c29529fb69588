'use client';

import { AppSidebar } from '#components/layout/app-sidebar.tsx';
import { Sheet, SheetContent } from '#components/ui/sheet.tsx';

interface OverlayProps {
  isOpen: boolean;
  onClose: () => void;
}

/** The sidebar as a drawer, on a phone. */
export function MobileNav({ isOpen, onClose }: OverlayProps) {
  return (
    <Sheet open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <SheetContent title="Menu" side="left" bare className="sm:hidden">
        <AppSidebar onNavigate={onClose} />
      </SheetContent>
    </Sheet>
  );
}
