import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';

interface StatePanelProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  role?: 'alert';
  /** 1 when the panel is the whole page. */
  level?: 1 | 2;
  className?: string;
}

/** The centred frame that empty and failed regions share. */
export function StatePanel({
  icon,
  title,
  children,
  actions,
  role,
  level = 2,
  className,
}: StatePanelProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div
      role={role}
      className={cn(
        'grid content-center justify-items-center gap-1 px-6 py-8 text-center',
        className,
      )}
    >
      <span className="mb-2 grid size-10 place-items-center rounded-[10px] bg-muted text-muted-foreground [&>.lucide]:size-5">
        {icon}
      </span>
      <Heading className="text-base font-semibold">{title}</Heading>
      <div className="max-w-[36ch] text-muted-foreground">{children}</div>
      {actions === undefined ? null : (
        <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>
      )}
    </div>
  );
}
