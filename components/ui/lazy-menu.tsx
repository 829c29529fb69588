'use client';

import { cloneElement, Suspense, useState, type ReactElement, type ReactNode } from 'react';
import type { ButtonHTMLAttributes } from 'react';
import { OptionalPart } from '#components/ui/optional-part.tsx';

type Trigger = ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;

interface LazyMenuProps {
  trigger: Trigger;
  /** Draws the menu, open, around the same trigger; its code comes with the first press. */
  menu: (trigger: Trigger) => ReactNode;
  /** Starts to load that code when a press is near. */
  preload: () => void;
  /** What opens: a menu unless said otherwise. */
  opens?: 'menu' | 'dialog';
}

/** A button whose menu weighs nothing until somebody reaches for it. */
export function LazyMenu({ trigger, menu, preload, opens = 'menu' }: LazyMenuProps) {
  const [isPressed, setIsPressed] = useState(false);
  const button = cloneElement(trigger, {
    'aria-haspopup': opens,
    'aria-expanded': isPressed,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: () => setIsPressed(true),
  });
  if (!isPressed) return button;
  return (
    <OptionalPart fallback={trigger}>
      <Suspense fallback={button}>{menu(trigger)}</Suspense>
    </OptionalPart>
  );
}
