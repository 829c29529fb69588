/** Where this browser is, so that a new business starts with fitting settings. */
export function surroundings(): { timeZone: string; locale: string } {
  const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions();
  return { timeZone, locale: navigator.language || locale };
}
