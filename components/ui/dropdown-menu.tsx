'use client';

import type { ComponentProps, ReactNode } from 'react';
import { Check } from 'lucide-react';
import * as MenuPrimitive from 'radix-ui/dropdown-menu';
import { cn } from '#components/ui/cn.ts';
import { Keys } from '#components/ui/kbd.tsx';

export const DropdownMenuTrigger = MenuPrimitive.Trigger;
export const DropdownMenuRadioGroup = MenuPrimitive.RadioGroup;

/** A menu beside the page rather than over it: what is behind can still be read and scrolled. */
export function DropdownMenu(props: ComponentProps<typeof MenuPrimitive.Root>) {
  return <MenuPrimitive.Root modal={false} {...props} />;
}

const itemStyle =
  'relative flex min-h-8 items-center gap-2.5 rounded-sm px-2 outline-none select-none max-sm:min-h-10 data-highlighted:bg-accent data-disabled:text-subtle-foreground [&>.lucide]:text-muted-foreground';

/** The list that a menu opens. */
export function DropdownMenuContent({
  className,
  sideOffset = 4,
  ...props
}: ComponentProps<typeof MenuPrimitive.Content>) {
  return (
    <MenuPrimitive.Portal container={home()}>
      <MenuPrimitive.Content
        sideOffset={sideOffset}
        collisionPadding={8}
        className={cn(
          'z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-md bg-popover p-1 text-popover-foreground shadow-lg outline-none',
          'duration-(--duration-fast) data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0',
          className,
        )}
        {...props}
      />
    </MenuPrimitive.Portal>
  );
}

/** Inside the page's landmark, unless a dialog has made the page behind it inert. */
function home(): Element | undefined {
  if (typeof document === 'undefined' || document.querySelector('[role=dialog]')) return undefined;
  return document.getElementById('main') ?? undefined;
}

interface ItemProps extends ComponentProps<typeof MenuPrimitive.Item> {
  icon?: ReactNode;
  keys?: string;
  tone?: 'plain' | 'danger';
}

/** One deed of a menu, with its shortcut. */
export function DropdownMenuItem({ icon, keys, tone = 'plain', ...props }: ItemProps) {
  const { className, children, ...rest } = props;
  return (
    <MenuPrimitive.Item
      className={cn(
        itemStyle,
        tone === 'danger' && 'text-danger-text data-highlighted:bg-danger-soft',
        className,
      )}
      {...rest}
    >
      {rest.asChild === true ? (
        children
      ) : (
        <>
          {icon}
          <span className="min-w-0 flex-1 truncate">{children}</span>
          {keys === undefined ? null : <Keys keys={keys} />}
        </>
      )}
    </MenuPrimitive.Item>
  );
}

/** One of several values, the present one marked. */
export function DropdownMenuRadioItem({
  icon,
  children,
  ...props
}: ComponentProps<typeof MenuPrimitive.RadioItem> & { icon?: ReactNode }) {
  return (
    <MenuPrimitive.RadioItem className={itemStyle} {...props}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <MenuPrimitive.ItemIndicator>
        <Check aria-hidden className="size-3.5 text-primary-text" />
      </MenuPrimitive.ItemIndicator>
    </MenuPrimitive.RadioItem>
  );
}

/** A caption above a group of items. */
export function DropdownMenuLabel({ children }: { children: ReactNode }) {
  return (
    <MenuPrimitive.Label className="px-2 pt-2 pb-1 text-caption font-medium text-subtle-foreground">
      {children}
    </MenuPrimitive.Label>
  );
}

/** A hairline between groups. */
export function DropdownMenuSeparator() {
  return <MenuPrimitive.Separator className="mx-1 my-1 h-px bg-border" />;
}
