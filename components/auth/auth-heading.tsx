import type { ReactNode } from 'react';

/** The title of a page outside the desk, and the sentence under it. */
export function AuthHeading({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <h1 className="text-xl font-semibold">{title}</h1>
      <p className="text-base text-muted-foreground">{children}</p>
    </div>
  );
}
