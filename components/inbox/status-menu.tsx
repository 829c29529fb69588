'use client';

import type { ReactElement } from 'react';
import type { InboxFilter } from '#components/inbox/inbox-address.ts';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';

interface StatusMenuProps {
  trigger: ReactElement;
  status: InboxFilter['status'];
  onChange: (status: InboxFilter['status']) => void;
}

/** Chooses between open and closed conversations; loaded when it is reached for. */
export function StatusMenu({ trigger, status, onChange }: StatusMenuProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuRadioGroup
          value={status}
          onValueChange={(value) => onChange(value === 'closed' ? 'closed' : 'open')}
        >
          <DropdownMenuRadioItem value="open">Open</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="closed">Closed</DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
