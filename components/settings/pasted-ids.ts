import type { ChannelWay } from '#server/domain/channels/schema.ts';

/** What may lie in the tab while an account is being connected: ids are no secrets. */
interface PastedIds {
  externalId: string;
  accountId: string;
}

type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (way: ChannelWay) => `frontdesk.connect.${way}`;

/** What was pasted before this page was loaded anew. */
export function readPastedIds(way: ChannelWay, storage: TabStorage): PastedIds {
  try {
    const stored: unknown = JSON.parse(storage.getItem(keyOf(way)) ?? 'null');
    return { externalId: textIn(stored, 'externalId'), accountId: textIn(stored, 'accountId') };
  } catch {
    return { externalId: '', accountId: '' };
  }
}

/** Empty ids are forgotten. */
export function keepPastedIds(
  way: ChannelWay,
  { externalId, accountId }: PastedIds,
  storage: TabStorage,
): void {
  try {
    if (externalId === '' && accountId === '') storage.removeItem(keyOf(way));
    else storage.setItem(keyOf(way), JSON.stringify({ externalId, accountId }));
  } catch {
    // A full or forbidden storage: the ids live as long as the page.
  }
}

function textIn(stored: unknown, name: keyof PastedIds): string {
  if (typeof stored !== 'object' || stored === null) return '';
  const value: unknown = Reflect.get(stored, name);
  return typeof value === 'string' ? value : '';
}
