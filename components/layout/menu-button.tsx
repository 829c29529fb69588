'use client';

import { Menu } from 'lucide-react';
import { useShell } from '#components/layout/shell-context.ts';
import { Button } from '#components/ui/button.tsx';

/** Opens the drawer; it stands at the head of every page on a phone. */
export function MenuButton() {
  const { open } = useShell();
  return (
    <Button
      variant="ghost"
      size="icon-32"
      aria-label="Menu"
      className="sm:hidden"
      icon={<Menu aria-hidden />}
      onClick={() => open('navigation')}
    />
  );
}
