import type { ReactNode } from 'react';
import { Button, type ButtonProps } from '#components/ui/button.tsx';
import { Tooltip } from '#components/ui/tooltip.tsx';

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'size' | 'icon' | 'asChild'> {
  label: string;
  icon: ReactNode;
  size?: 'icon-24' | 'icon-28' | 'icon-32';
  /** Keys shown beside the label, as in `g i`. */
  keys?: string;
}

/** A button of one icon: its label is its accessible name and its tooltip. */
export function IconButton({
  label,
  icon,
  keys,
  size = 'icon-32',
  variant = 'ghost',
  ...props
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <Button variant={variant} size={size} icon={icon} aria-label={label} {...props} />
    </Tooltip>
  );
}
