import type { ComponentProps } from 'react';
import { cn } from '#components/ui/cn.ts';

/** Names the control whose id is `htmlFor`. */
export function Label({ className, ...props }: ComponentProps<'label'> & { htmlFor: string }) {
  return <label className={cn('font-medium', className)} {...props} />;
}
