'use client';

import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { useMemo } from 'react';
import { useActions, type Action } from '#components/layout/actions.ts';
import { navigationFor, settingsFor } from '#components/layout/navigation.ts';
import type { ShellData } from '#components/layout/shell-data.ts';
import { signOutHere } from '#components/layout/sign-out.ts';

interface Frame extends ShellData {
  open: (overlay: 'commands' | 'shortcuts') => void;
}

/** What can be done on every page: go to another, change the theme, find help, sign out. */
export function useGlobalActions(shell: Frame): void {
  const router = useRouter();
  const { setTheme } = useTheme();
  const places = useMemo(() => placesFor(shell, (href) => router.push(href)), [shell, router]);
  const general = useMemo<Action[]>(
    () => [
      {
        id: 'commands',
        label: 'Search or jump to',
        keys: '$mod+k',
        isKeyOnly: true,
        run: () => shell.open('commands'),
      },
      {
        id: 'shortcuts',
        label: 'Keyboard shortcuts',
        keys: '[Shift]+?',
        keywords: ['help'],
        icon: 'keyboard',
        run: () => shell.open('shortcuts'),
      },
      ...THEMES.map(({ value, icon, label }) => ({
        id: icon,
        label,
        icon,
        keywords: ['theme', 'appearance'],
        run: () => setTheme(value),
      })),
      {
        id: 'sign-out',
        label: 'Sign out',
        icon: 'sign-out',
        keywords: ['log out'],
        run: () => void signOutHere(),
      },
    ],
    [shell, setTheme],
  );
  useActions('Go to', places, true);
  useActions('Frontdesk', general, true);
}

const THEMES = [
  { value: 'light', icon: 'theme-light', label: 'Use the light theme' },
  { value: 'dark', icon: 'theme-dark', label: 'Use the dark theme' },
  { value: 'system', icon: 'theme-system', label: 'Use the theme of this computer' },
] as const;

function placesFor(shell: ShellData, go: (href: string) => void): Action[] {
  const main = navigationFor(shell)
    .flat()
    .map(({ label, href, keys, icon }) => ({ id: href, label, keys, icon, run: () => go(href) }));
  const known = new Set(main.map(({ id }) => id));
  const settings = settingsFor(shell.role)
    .flatMap(({ items }) => items)
    .filter(({ href }) => !known.has(href))
    .map(({ label, href }) => ({
      id: href,
      label,
      icon: 'settings' as const,
      keywords: ['settings'],
      run: () => go(href),
    }));
  return [...main, ...settings];
}
