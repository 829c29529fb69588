import type { ComponentProps, ReactNode } from 'react';
import { cva, type VariantProps } from 'class-variance-authority';
import { cn } from '#components/ui/cn.ts';

/** The height of one-line fields: 32, or 40 on sign-in; more, and 16 px text, on a phone. */
export const fieldSize = cva('max-sm:text-lg', {
  variants: {
    size: {
      '32': 'h-8 px-2.5 max-sm:h-10',
      '40': 'h-10 px-3 text-base max-sm:h-11',
    },
  },
  defaultVariants: { size: '32' },
});

export interface InputProps
  extends Omit<ComponentProps<'input'>, 'size'>, VariantProps<typeof fieldSize> {}

/** A one-line text field. */
export function Input({ size, className, ...props }: InputProps) {
  return (
    <input
      className={cn('field-surface w-full min-w-0', fieldSize({ size }), className)}
      {...props}
    />
  );
}

/** A text field that begins with an icon, as search does. */
export function InputWithIcon({ icon, className, ...props }: InputProps & { icon: ReactNode }) {
  return (
    <span className={cn('relative block h-fit', className)}>
      <span className="pointer-events-none absolute inset-y-0 left-2.5 grid place-items-center text-subtle-foreground">
        {icon}
      </span>
      <input
        className={cn(
          'field-surface w-full min-w-0',
          fieldSize({ size: props.size }),
          'pl-8! [&::-webkit-search-cancel-button]:hidden',
        )}
        {...omitSize(props)}
      />
    </span>
  );
}

function omitSize({ size: _size, ...rest }: InputProps) {
  return rest;
}
