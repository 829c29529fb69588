'use client';

import { ContactPane } from '#components/inbox/contact-pane.tsx';
import { Sheet, SheetContent } from '#components/ui/sheet.tsx';

interface ContactSheetProps {
  contactId: string;
  name: string;
  isOpen: boolean;
  onClose: () => void;
}

/** The contact where there is no room for a third pane. */
export function ContactSheet({ contactId, name, isOpen, onClose }: ContactSheetProps) {
  return (
    <Sheet open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <SheetContent title={`About ${name}`}>
        <ContactPane contactId={contactId} />
      </SheetContent>
    </Sheet>
  );
}
