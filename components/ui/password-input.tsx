'use client';

import { useState } from 'react';
import { Eye, EyeOff } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { Input, type InputProps } from '#components/ui/input.tsx';

interface PasswordInputProps extends InputProps {
  /** What is hidden, for screen readers: "access token". */
  what?: string;
}

/** A password or another secret that can be looked at; pasting is welcome. */
export function PasswordInput({ className, what = 'password', ...props }: PasswordInputProps) {
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
        aria-label={`${isShown ? 'Hide' : 'Show'} the ${what}`}
        aria-pressed={isShown}
        onClick={() => setIsShown(!isShown)}
        className="absolute inset-y-1 right-1 grid aspect-square place-items-center rounded-xs text-subtle-foreground hover:text-foreground"
      >
        <Icon aria-hidden />
      </button>
    </span>
  );
}
