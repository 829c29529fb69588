import { Lock } from 'lucide-react';
import { StatePanel } from '#components/layout/state-panel.tsx';

/** What agents see where they may not look. */
export function AdminsOnly() {
  return (
    <StatePanel icon={<Lock aria-hidden />} title="For admins and owners">
      Ask an admin of your business to change this, or to give you the role.
    </StatePanel>
  );
}
