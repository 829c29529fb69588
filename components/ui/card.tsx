import type { ComponentProps } from 'react';
import { cn } from '#components/ui/cn.ts';

/** A bordered surface; never inside another. Its padding is the parent's choice. */
export function Card({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('rounded-md border bg-card', className)} {...props} />;
}
