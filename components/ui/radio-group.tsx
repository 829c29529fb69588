'use client';

import { useId, type ComponentProps, type ReactNode } from 'react';
import * as RadioGroupPrimitive from 'radix-ui/radio-group';
import { cn } from '#components/ui/cn.ts';

/** One choice out of a few, all in sight. */
export function RadioGroup({
  className,
  ...props
}: ComponentProps<typeof RadioGroupPrimitive.Root>) {
  return <RadioGroupPrimitive.Root className={cn('grid gap-2', className)} {...props} />;
}

interface RadioProps {
  value: string;
  label: string;
  hint?: ReactNode;
  disabled?: boolean;
}

/** One of the choices, with a line that says what it means. */
export function Radio({ value, label, hint, disabled = false }: RadioProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <RadioGroupPrimitive.Item
        id={id}
        value={value}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="relative mt-0.5 size-4 shrink-0 rounded-full border border-control bg-card after:absolute after:-inset-1 data-[state=checked]:border-5 data-[state=checked]:border-primary disabled:border-input disabled:bg-muted"
      />
      <span className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="text-caption text-subtle-foreground">
            {hint}
          </p>
        )}
      </span>
    </div>
  );
}
