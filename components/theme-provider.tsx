'use client';

import { useState } from 'react';
import type { ReactNode } from 'react';
import { setNonce } from 'get-nonce';
import { ThemeProvider as NextThemes } from 'next-themes';

/** Light, dark or the system's theme, set before the first paint; passes the nonce to those who style. */
export function ThemeProvider(props: { nonce: string | undefined; children: ReactNode }) {
  // A refresh brings the nonce of another answer; the policy of this document knows its first.
  const [nonce] = useState(props.nonce);
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
      {props.children}
    </NextThemes>
  );
}
