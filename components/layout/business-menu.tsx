'use client';

import type { ReactElement } from 'react';
import { BusinessMark } from '#components/layout/business-mark.tsx';
import { useShell } from '#components/layout/shell-provider.tsx';
import { switchBusiness } from '#components/layout/switch-business.ts';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { showToast } from '#components/ui/toast.ts';

/** The businesses of this person. Default export because it is loaded on demand. */
export default function BusinessMenu({ trigger }: { trigger: ReactElement }) {
  const { business, businesses } = useShell();
  const change = (businessId: string) => {
    if (businessId === business.id) return;
    switchBusiness(businessId).catch(() =>
      showToast({ message: 'We could not switch. Try again in a moment.', tone: 'danger' }),
    );
  };
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-52">
        <DropdownMenuLabel>Your businesses</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={business.id} onValueChange={change}>
          {businesses.map(({ id, name }) => (
            <DropdownMenuRadioItem key={id} value={id} icon={<BusinessMark name={name} />}>
              {name}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
