'use client';

import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { Keys } from '#components/ui/kbd.tsx';

const DELAY_MS = 400;
const GAP_PX = 6;
const EDGE_PX = 8;

interface TooltipProps {
  label: string;
  keys?: string | undefined;
  side?: 'bottom' | 'right';
  /** Hides it where the label is on screen already. */
  className?: string;
  /** The labelled control; the tooltip repeats its name, so it is hidden from screen readers. */
  children: ReactNode;
}

/** Names a control on hover and on keyboard focus; Escape puts it away. */
export function Tooltip({ label, keys, side = 'bottom', className, children }: TooltipProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  const bubble = useRef<HTMLSpanElement>(null);
  const timer = useRef<number>(undefined);

  const hide = () => {
    window.clearTimeout(timer.current);
    if (bubble.current?.matches(':popover-open') === true) bubble.current.hidePopover();
  };
  const show = (delay: number) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const target = anchor.current?.firstElementChild;
      if (!target || !bubble.current) return;
      if (!bubble.current.matches(':popover-open')) bubble.current.showPopover();
      place(bubble.current, target.getBoundingClientRect(), side);
    }, delay);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);

  return (
    <span
      ref={anchor}
      className="contents"
      onPointerOver={(event) => event.pointerType === 'mouse' && show(DELAY_MS)}
      onPointerOut={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(':focus-visible') && show(0)}
      onBlur={hide}
      onKeyDown={(event: KeyboardEvent) => event.key === 'Escape' && hide()}
    >
      {children}
      <span
        ref={bubble}
        popover="manual"
        aria-hidden
        className={cn(
          'pointer-events-none fixed inset-auto m-0 rounded-sm border-0 bg-foreground px-2 py-1 text-caption text-background shadow-md',
          className,
        )}
      >
        <span className="flex items-center gap-1.5">
          {label}
          {keys === undefined ? null : <Keys keys={keys} tone="inverted" />}
        </span>
      </span>
    </span>
  );
}

function place(bubble: HTMLElement, target: DOMRect, side: 'bottom' | 'right') {
  const { width, height } = bubble.getBoundingClientRect();
  const below = target.bottom + GAP_PX + height < window.innerHeight;
  const x = side === 'right' ? target.right + GAP_PX : target.left + (target.width - width) / 2;
  const beside = target.top + (target.height - height) / 2;
  const stacked = below ? target.bottom + GAP_PX : target.top - GAP_PX - height;
  const y = side === 'right' ? beside : stacked;
  bubble.style.left = `${Math.max(EDGE_PX, Math.min(x, window.innerWidth - width - EDGE_PX))}px`;
  bubble.style.top = `${Math.max(EDGE_PX, y)}px`;
}
