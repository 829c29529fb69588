'use client';

import { useSyncExternalStore } from 'react';
import { cn } from '#components/ui/cn.ts';
import { keyNames } from '#components/ui/key-names.ts';

type Tone = 'plain' | 'bare' | 'inverted';

/** One key. */
export function Kbd({ children, tone = 'plain' }: { children: string; tone?: Tone }) {
  return (
    <kbd
      className={cn(
        'inline-grid h-[18px] place-items-center rounded-xs font-sans text-2xs leading-none font-medium',
        tone === 'plain' && 'min-w-[18px] border bg-background px-1 text-muted-foreground',
        tone === 'bare' && 'px-0.5 text-subtle-foreground',
        tone === 'inverted' && 'min-w-[18px] border border-current/30 px-1 text-background',
      )}
    >
      {children}
    </kbd>
  );
}

/** The keys of a shortcut such as `g i`, `$mod+k` or `?`, as this computer names them. */
export function Keys({ keys, tone = 'plain' }: { keys: string; tone?: Tone }) {
  const isApple = useSyncExternalStore(neverChanges, readIsApple, () => false);
  return (
    <span className="inline-flex items-center gap-0.5">
      {keyNames(keys, isApple).map((name) => (
        <Kbd key={name} tone={tone}>
          {name}
        </Kbd>
      ))}
    </span>
  );
}

function neverChanges() {
  return () => undefined;
}

function readIsApple() {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
