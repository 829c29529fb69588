import type { ReactNode } from 'react';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { cva, type VariantProps } from 'class-variance-authority';
import { cn } from '#components/ui/cn.ts';

const bannerStyle = cva('flex gap-2.5 rounded-md border px-3 py-2.5', {
  variants: {
    tone: {
      neutral: 'bg-inset [&>.lucide]:text-primary-text',
      info: 'border-info-border bg-info-soft [&>.lucide]:text-info-text',
      success: 'border-success-border bg-success-soft [&>.lucide]:text-success-text',
      warning: 'border-warning-border bg-warning-soft [&>.lucide]:text-warning-text',
      danger: 'border-danger-border bg-danger-soft [&>.lucide]:text-danger-text',
    },
  },
  defaultVariants: { tone: 'neutral' },
});

const ICONS = {
  neutral: Info,
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};

interface BannerProps extends VariantProps<typeof bannerStyle> {
  icon?: ReactNode;
  /** A button of size 24, or a link. */
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A sentence about the state of things, with at most one next step; danger is announced. */
export function Banner({ tone, icon, action, className, children }: BannerProps) {
  const Icon = ICONS[tone ?? 'neutral'];
  return (
    <div
      role={tone === 'danger' ? 'alert' : undefined}
      className={cn(bannerStyle({ tone }), '[&>.lucide]:mt-0.5', className)}
    >
      {icon ?? <Icon aria-hidden />}
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
