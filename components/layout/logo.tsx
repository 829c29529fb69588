import { ConciergeBell } from 'lucide-react';

/** The product's mark and name. */
export function Logo() {
  return (
    <span className="flex items-center gap-2.5 text-base font-semibold">
      <span className="grid size-7 place-items-center rounded-[7px] bg-foreground text-background">
        <ConciergeBell aria-hidden />
      </span>
      Frontdesk
    </span>
  );
}
