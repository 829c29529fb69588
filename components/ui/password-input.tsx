'use client';

import { useState } from 'react';
import { Eye, EyeOff } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { Input, type InputProps } from '#components/ui/input.tsx';

/** A password that can be looked at; pasting is welcome. */
export function PasswordInput({ className, ...props }: InputProps) {
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <span className={cn('relative block h-fit', className)}>
      <Input
        {...props}
        type={isShown ? 'text' : 'password'}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        className="pr-10!"
      />
      <button
        type="button"
        aria-label={isShown ? 'Hide the password' : 'Show the password'}
        aria-pressed={isShown}
        onClick={() => setIsShown(!isShown)}
        className="absolute inset-y-1 right-1 grid aspect-square place-items-center rounded-xs text-subtle-foreground hover:text-foreground"
      >
        <Icon aria-hidden />
      </button>
    </span>
  );
}
