import type { ReactNode } from 'react';

/** What stands in place of a message that cannot be shown, or is there no more. */
export function Placeholder({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className="flex items-start gap-2 text-muted-foreground [&>.lucide]:mt-0.5">
      {icon}
      <span dir="auto" className="[overflow-wrap:anywhere]">
        {children}
      </span>
    </span>
  );
}
