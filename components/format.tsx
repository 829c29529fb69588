'use client';

import { createContext, use, useMemo, type ReactNode } from 'react';
import { createFormat, type Format, type FormatSettings } from '#components/create-format.ts';

const FormatContext = createContext<Format | null>(null);

/** Gives everything below the business's locale, time zone and currency. */
export function FormatProvider({
  locale,
  timeZone,
  currency,
  children,
}: FormatSettings & { children: ReactNode }) {
  const format = useMemo(
    () => createFormat({ locale, timeZone, currency }),
    [locale, timeZone, currency],
  );
  return <FormatContext value={format}>{children}</FormatContext>;
}

/** Dates, numbers and money as this business writes them. */
export function useFormat(): Format {
  const format = use(FormatContext);
  if (format === null) throw new Error('useFormat needs a FormatProvider above it.');
  return format;
}
