import type { ComponentProps, ReactNode } from 'react';
import { cva, type VariantProps } from 'class-variance-authority';
import { cn } from '#components/ui/cn.ts';

const badgeStyle = cva(
  'inline-flex h-5 shrink-0 items-center gap-1 rounded-[5px] px-1.5 text-caption font-medium whitespace-nowrap [&>.lucide]:size-3',
  {
    variants: {
      tone: {
        neutral: 'bg-muted text-muted-foreground',
        primary: 'bg-primary-soft text-primary-text',
        success: 'bg-success-soft text-success-text',
        warning: 'bg-warning-soft text-warning-text',
        danger: 'bg-danger-soft text-danger-text',
        info: 'bg-info-soft text-info-text',
        outline: 'text-muted-foreground inset-ring inset-ring-border-strong',
        whatsapp: 'bg-channel-whatsapp-soft text-channel-whatsapp-text',
        instagram: 'bg-channel-instagram-soft text-channel-instagram-text',
        sms: 'bg-channel-sms-soft text-channel-sms-text',
        email: 'bg-channel-email-soft text-channel-email-text',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

interface BadgeProps extends ComponentProps<'span'>, VariantProps<typeof badgeStyle> {
  icon?: ReactNode;
}

/** Says a state, always in a word. */
export function Badge({ tone, icon, className, children, ...props }: BadgeProps) {
  return (
    <span className={cn(badgeStyle({ tone }), className)} {...props}>
      {icon}
      {children}
    </span>
  );
}

interface CountProps {
  value: string | number;
  /** What is counted, for screen readers: "2 unread messages". */
  label: string;
  tone?: 'primary' | 'quiet';
}

/** A number in a pill. */
export function Count({ value, label, tone = 'primary' }: CountProps) {
  return (
    <span
      className={cn(
        'inline-grid h-[18px] min-w-[18px] shrink-0 place-items-center rounded-full px-[5px] text-2xs leading-none font-semibold tabular-nums',
        tone === 'primary'
          ? 'bg-primary text-primary-foreground'
          : 'bg-muted text-muted-foreground',
      )}
    >
      <span aria-hidden>{value}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
