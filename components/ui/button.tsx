import { cloneElement, isValidElement, type ComponentProps, type ReactNode } from 'react';
import { cva, type VariantProps } from 'class-variance-authority';
import { cn } from '#components/ui/cn.ts';
import { Spinner } from '#components/ui/spinner.tsx';

const buttonStyle = cva(
  [
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap',
    'rounded-sm border font-medium',
    'transition-[background-color,border-color] duration-(--duration-fast)',
    'disabled:cursor-default disabled:border-transparent disabled:bg-muted',
    'disabled:text-subtle-foreground disabled:shadow-none',
  ],
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-primary text-primary-foreground hover:bg-primary-hover',
        outline:
          'border-border-strong bg-card text-foreground shadow-xs hover:bg-accent [&>.lucide]:text-muted-foreground',
        ghost:
          'border-transparent text-muted-foreground hover:bg-accent hover:text-foreground aria-expanded:bg-accent aria-expanded:text-foreground disabled:bg-transparent',
        soft: 'border-transparent bg-primary-soft text-primary-text hover:bg-primary-soft-hover',
        danger: 'border-transparent bg-danger text-danger-foreground hover:bg-danger-hover',
        'danger-ghost':
          'border-transparent text-danger-text hover:bg-danger-soft disabled:bg-transparent',
        link: 'border-transparent text-primary-text underline-offset-2 hover:underline disabled:bg-transparent',
      },
      size: {
        '24': 'h-6 px-2 text-caption [&>.lucide]:size-3',
        '28': 'h-7 px-2 [&>.lucide]:size-3.5',
        '32': 'h-8 px-3 max-sm:h-10',
        '36': 'h-9 px-4 max-sm:h-10',
        '40': 'h-10 px-4 text-base max-sm:h-11',
        'icon-24': 'size-6 [&>.lucide]:size-3.5',
        'icon-28': 'size-7 max-sm:size-10',
        'icon-32': 'size-8 max-sm:size-10',
      },
    },
    defaultVariants: { variant: 'outline', size: '32' },
  },
);

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonStyle> {
  /** Gives the looks to the one child, such as a link. */
  asChild?: boolean;
  /** Under way: a spinner takes the place of the icon and a second press does nothing. */
  pending?: boolean;
  icon?: ReactNode;
}

/** A button; `type` is "button" unless said otherwise. */
export function Button({ variant, size, className, asChild, ...props }: ButtonProps) {
  // A link in running text has no height and no padding of its own.
  const classes = cn(buttonStyle({ variant, size: variant === 'link' ? null : size }), className);
  const { pending = false, icon, children, onClick, ...rest } = props;
  if (asChild === true) {
    return dressed(children, classes);
  }
  return (
    <button
      type="button"
      className={classes}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? preventSecondPress : onClick}
      {...rest}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** Smaller than a slot: a link needs the looks alone. */
function dressed(child: ReactNode, classes: string): ReactNode {
  if (!isValidElement<{ className?: string }>(child)) return child;
  return cloneElement(child, { className: cn(classes, child.props.className) });
}

function preventSecondPress(event: { preventDefault: () => void }) {
  event.preventDefault();
}
