'use client';

import type { ReactNode } from 'react';
import { setNonce } from 'get-nonce';
import { ThemeProvider as NextThemes } from 'next-themes';

/** Light, dark or the system's theme, set before the first paint; passes the nonce to those who style. */
export function ThemeProvider({
  nonce,
  children,
}: {
  nonce: string | undefined;
  children: ReactNode;
}) {
  // Dialogs and menus add a style sheet that stops the page from scrolling; it needs the nonce too.
  if (nonce !== undefined && typeof window !== 'undefined') setNonce(nonce);
  return (
    <NextThemes
      attribute="class"
      defaultTheme="system"
      storageKey="frontdesk.theme"
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      {children}
    </NextThemes>
  );
}
