'use client';

import { useId } from 'react';
import { useOfferedActions } from '#components/layout/actions.ts';
import { useSingleKeys } from '#components/layout/single-keys.ts';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { Keys } from '#components/ui/kbd.tsx';
import { Switch } from '#components/ui/switch.tsx';

interface OverlayProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Lists the keys that work on this page. */
export function ShortcutsSheet({ isOpen, onClose }: OverlayProps) {
  const groups = useOfferedActions()
    .map(({ label, actions }) => ({ label, actions: actions.filter(({ keys }) => keys) }))
    .filter(({ actions }) => actions.length > 0);
  return (
    <Dialog open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <DialogContent title="Keyboard shortcuts" className="max-w-[520px]!">
        <SingleKeysSwitch />
        <div className="mt-4 grid gap-4">
          {groups.map(({ label, actions }) => (
            <section key={label}>
              <h3 className="mb-1 text-caption font-medium text-subtle-foreground">{label}</h3>
              <ul>
                {actions.map(({ id, label: what, keys = '' }) => (
                  <li key={id} className="flex h-8 items-center justify-between gap-4 border-b">
                    {what}
                    <Keys keys={keys} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  );
}

function SingleKeysSwitch() {
  const id = useId();
  const [isOn, setIsOn] = useSingleKeys();
  return (
    <div className="flex items-start justify-between gap-4">
      <span>
        <label htmlFor={id} className="font-medium">
          Single-key shortcuts
        </label>
        <p className="text-caption text-subtle-foreground">
          Switch them off if dictation or another tool sends keys of its own.
        </p>
      </span>
      <Switch id={id} checked={isOn} onCheckedChange={setIsOn} className="mt-0.5" />
    </div>
  );
}
