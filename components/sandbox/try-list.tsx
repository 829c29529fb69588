'use client';

import { CornerDownLeft } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

/** Something worth trying: one press. */
export interface Try {
  label: string;
  Icon: LucideIcon;
  press: () => void;
}

/** From a first message to a changed number. */
export function TryList({ tries }: { tries: Try[] }) {
  return (
    <div className="-mx-2.5">
      {tries.map(({ label, Icon, press }) => (
        <button
          key={label}
          type="button"
          onClick={press}
          className="group flex min-h-9 w-full items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-left hover:bg-accent max-sm:min-h-10 [&>.lucide]:text-muted-foreground"
        >
          <Icon aria-hidden />
          {label}
          <CornerDownLeft
            aria-hidden
            className="ml-auto size-3.5! opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
          />
        </button>
      ))}
    </div>
  );
}
