'use client';

import type { ReactElement } from 'react';
import { BusinessMark } from '#components/layout/business-mark.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { showToast } from '#components/ui/toast.ts';

/** The businesses of this person; loaded when somebody reaches for it. */
export function BusinessMenu({ trigger }: { trigger: ReactElement }) {
  const { business, businesses } = useShell();
  const move = trpc.businesses.switch.useMutation({
    // A full load, so that nothing of the former business stays in memory.
    onSuccess: () => window.location.replace(new URL('/inbox', window.location.href)),
    onError: (error) => showToast({ message: refusalOf(error).sentence, tone: 'danger' }),
  });
  const change = (businessId: string) => {
    if (businessId !== business.id) move.mutate({ businessId });
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
