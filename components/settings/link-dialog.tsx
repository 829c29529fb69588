'use client';

import type { IssuedInvitation } from '#components/settings/types.ts';
import { Button } from '#components/ui/button.tsx';
import { CopyField } from '#components/ui/copy-field.tsx';
import { Dialog, DialogClose, DialogContent } from '#components/ui/dialog.tsx';

/** A link that is shown once and passed on by hand, and what to say about it. */
export interface LinkToPass {
  title: string;
  explanation: string;
  link: string;
}

/** An invitation's link, with whether it was mailed too. */
export function invitationLink(email: string, issued: IssuedInvitation): LinkToPass {
  return {
    title: issued.isMailed ? 'Invitation sent' : 'Invitation link',
    explanation: issued.isMailed
      ? `We mailed it to ${email}. You can also pass on the link yourself; it works once, for seven days.`
      : `Pass this link on to ${email}. It works once, for seven days, and is shown only now.`,
    link: issued.link,
  };
}

/** Shows a link to copy; closing it forgets the link. */
export function LinkDialog({ link, onClose }: { link: LinkToPass | null; onClose: () => void }) {
  if (link === null) return null;
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={link.title}
        description={link.explanation}
        footer={
          <DialogClose asChild>
            <Button variant="primary">Done</Button>
          </DialogClose>
        }
      >
        <CopyField label="Link" value={link.link} />
      </DialogContent>
    </Dialog>
  );
}
