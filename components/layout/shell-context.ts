'use client';

import { createContext, use } from 'react';
import type { ShellData } from '#components/layout/shell-data.ts';

export type Overlay = 'navigation' | 'commands' | 'shortcuts';

export interface Shell extends ShellData {
  /** Opens the drawer, the command menu or the sheet of shortcuts; null closes. */
  open: (overlay: Overlay | null) => void;
}

export const ShellContext = createContext<Shell | null>(null);

/** The frame around this page. */
export function useShell(): Shell {
  const shell = use(ShellContext);
  if (shell === null) throw new Error('useShell needs a ShellProvider above it.');
  return shell;
}
