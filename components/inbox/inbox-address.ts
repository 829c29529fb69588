import type { ConversationView } from '#server/domain/conversations/schema.ts';

/** Which conversations the list shows. */
export interface InboxFilter {
  status: 'open' | 'closed';
  view: ConversationView;
  search: string;
}

/** All that the address bar holds of the inbox. */
export interface InboxAddress extends InboxFilter {
  conversationId: string | null;
}

const VIEWS: readonly ConversationView[] = ['all', 'mine', 'unassigned', 'closing'];
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const LONGEST_SEARCH = 80;

/** Reads the address; null when the path names no conversation that could exist. */
export function readInboxAddress(
  path: readonly string[],
  query: { get(name: string): string | null },
): InboxAddress | null {
  const [conversationId = null, ...rest] = path;
  if (rest.length > 0) return null;
  if (conversationId !== null && !UUID.test(conversationId)) return null;
  const view = query.get('view');
  return {
    conversationId,
    status: query.get('status') === 'closed' ? 'closed' : 'open',
    view: VIEWS.find((known) => known === view) ?? 'all',
    search: (query.get('q') ?? '').trim().slice(0, LONGEST_SEARCH),
  };
}

/** The address as a link; what is as usual is left out. */
export function inboxHref({ conversationId, status, view, search }: InboxAddress): string {
  const query = new URLSearchParams();
  if (status !== 'open') query.set('status', status);
  if (view !== 'all') query.set('view', view);
  if (search !== '') query.set('q', search);
  const path = conversationId === null ? '/inbox' : `/inbox/${conversationId}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
