'use client';

import {
  Check,
  FileText,
  Inbox,
  Keyboard,
  LogOut,
  Monitor,
  Moon,
  Reply,
  Search,
  Settings,
  Smartphone,
  Sun,
  UserRound,
  type LucideIcon,
} from 'lucide-react';
import { useOfferedActions, type Action, type ActionIcon } from '#components/layout/actions.ts';
import { Command, CommandGroup, CommandItem } from '#components/ui/command.tsx';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';

const ICONS: Record<ActionIcon, LucideIcon> = {
  inbox: Inbox,
  sandbox: Smartphone,
  settings: Settings,
  templates: FileText,
  close: Check,
  keyboard: Keyboard,
  person: UserRound,
  reply: Reply,
  search: Search,
  'sign-out': LogOut,
  'theme-dark': Moon,
  'theme-light': Sun,
  'theme-system': Monitor,
};

interface OverlayProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Everything that can be done here, by name: what belongs to the page first. */
export function CommandMenu({ isOpen, onClose }: OverlayProps) {
  const groups = useOfferedActions();
  const pick = (action: Action) => {
    onClose();
    // After the dialog has given the focus back, so that the action may take it.
    window.setTimeout(action.run);
  };
  return (
    <Dialog open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <DialogContent bare title="Command menu">
        <Command label="Search or jump to" placeholder="Search or jump to">
          {groups.map(({ label, actions }) => (
            <CommandGroup key={label} heading={label}>
              {actions
                .filter(({ isKeyOnly, isOffered }) => isKeyOnly !== true && isOffered?.() !== false)
                .map((action) => (
                  <CommandItem
                    key={action.id}
                    value={action.id}
                    label={action.label}
                    icon={<ActionPicture icon={action.icon} />}
                    keys={action.keys}
                    keywords={action.keywords}
                    onSelect={() => pick(action)}
                  />
                ))}
            </CommandGroup>
          ))}
        </Command>
      </DialogContent>
    </Dialog>
  );
}

function ActionPicture({ icon }: { icon: ActionIcon | undefined }) {
  if (icon === undefined) return <span className="size-4" />;
  const Picture = ICONS[icon];
  return <Picture aria-hidden />;
}
