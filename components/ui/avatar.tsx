import type { CSSProperties, ReactNode } from 'react';
import { cva, type VariantProps } from 'class-variance-authority';
import { cn } from '#components/ui/cn.ts';
import { hueOf, initialsOf } from '#components/ui/initials.ts';

const avatarStyle = cva(
  'relative inline-grid shrink-0 place-items-center rounded-full bg-[oklch(var(--avatar-l)_var(--avatar-c)_var(--h,75))] leading-none font-semibold tracking-normal text-[oklch(var(--avatar-text-l)_var(--avatar-text-c)_var(--h,75))]',
  {
    variants: {
      size: {
        '20': 'size-5 text-[10px]',
        '24': 'size-6 text-[10px]',
        '28': 'size-7 text-2xs',
        '32': 'size-8 text-xs leading-none',
        '36': 'size-9 text-sm leading-none',
        '40': 'size-10 text-base leading-none',
        '48': 'size-12 text-lg leading-none',
      },
    },
    defaultVariants: { size: '32' },
  },
);

interface AvatarProps extends VariantProps<typeof avatarStyle> {
  name: string;
  /** Keeps the colour when the name changes: the id of the contact or member. */
  seed?: string;
  /** A ChannelBadge or a PresenceDot at the lower right. */
  badge?: ReactNode;
  className?: string;
}

interface HueStyle extends CSSProperties {
  '--h': number;
}

/** Initials on a quiet hue. Hidden from screen readers: the name stands beside it. */
export function Avatar({ name, seed, size, badge, className }: AvatarProps) {
  const style: HueStyle = { '--h': hueOf(seed ?? name) };
  const isSmall = size === '20';
  return (
    <span className={cn(avatarStyle({ size }), className)} style={style}>
      <span aria-hidden>{isSmall ? initialsOf(name).slice(0, 1) : initialsOf(name)}</span>
      {badge === undefined ? null : (
        <span className="absolute -right-[3px] -bottom-[3px] grid rounded-full shadow-[0_0_0_2px_var(--row-bg,var(--background))]">
          {badge}
        </span>
      )}
    </span>
  );
}
