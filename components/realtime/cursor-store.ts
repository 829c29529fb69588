/** Remembers how far this tab has heard, across reloads; without storage it starts afresh. */
export function cursorStore(businessId: string) {
  const key = `frontdesk.realtime.${businessId}`;
  return {
    load(): string | null {
      try {
        return sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },
    save(cursor: string): void {
      try {
        sessionStorage.setItem(key, cursor);
      } catch {
        // A full or forbidden storage costs a few repeated fetches after a reload.
      }
    },
  };
}
