'use client';

import dynamic from 'next/dynamic';
import { useMemo, useState, type ReactNode } from 'react';
import { ShellContext, type Overlay, type Shell } from '#components/layout/shell-context.ts';
import type { ShellData } from '#components/layout/shell-data.ts';
import { useGlobalActions } from '#components/layout/use-global-actions.ts';
import { OptionalPart } from '#components/ui/optional-part.tsx';

const MobileNav = dynamic(() =>
  import('#components/layout/mobile-nav.tsx').then((m) => m.MobileNav),
);
const CommandMenu = dynamic(() =>
  import('#components/layout/command-menu.tsx').then((m) => m.CommandMenu),
);
const ShortcutsSheet = dynamic(() =>
  import('#components/layout/shortcuts-sheet.tsx').then((m) => m.ShortcutsSheet),
);

const OVERLAYS = { navigation: MobileNav, commands: CommandMenu, shortcuts: ShortcutsSheet };

/** Holds what the frame knows, and what lies over it. */
export function ShellProvider({ data, children }: { data: ShellData; children: ReactNode }) {
  const [current, setCurrent] = useState<Overlay | null>(null);
  const [seen, setSeen] = useState<readonly Overlay[]>([]);
  const shell = useMemo<Shell>(() => {
    const open = (overlay: Overlay | null) => {
      setCurrent((before) => (before === overlay ? null : overlay));
      if (overlay !== null) setSeen((before) => [...before.filter((o) => o !== overlay), overlay]);
    };
    return { ...data, open };
  }, [data]);
  useGlobalActions(shell);
  return (
    <ShellContext value={shell}>
      {children}
      {seen.map((overlay) => {
        const Part = OVERLAYS[overlay];
        return (
          <OptionalPart key={overlay}>
            <Part
              isOpen={current === overlay}
              onClose={() => setCurrent((before) => (before === overlay ? null : before))}
            />
          </OptionalPart>
        );
      })}
    </ShellContext>
  );
}
