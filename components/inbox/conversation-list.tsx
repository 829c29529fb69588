'use client';

import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { CSSProperties, MouseEvent, PointerEvent } from 'react';
import { ConversationRow } from '#components/inbox/conversation-row.tsx';
import { inboxHref } from '#components/inbox/inbox-address.ts';
import type { InboxAddress } from '#components/inbox/inbox-address.ts';
import { useNow } from '#components/inbox/now.ts';
import type { ListedConversation } from '#components/inbox/types.ts';
import { useIsPhone } from '#components/inbox/use-phone.ts';
import { useRowsInSight } from '#components/inbox/use-rows-in-sight.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';

const ROW_PX = 64;
const PHONE_ROW_PX = 72;
const LOAD_AHEAD = 15;
const scrolledTo = new Map<string, number>();

interface ConversationListProps {
  rows: ListedConversation[];
  address: InboxAddress;
  hasMore: boolean;
  isLoadingMore: boolean;
  onLoadMore: () => void;
  onOpen: (conversationId: string) => void;
  onReachFor: (conversationId: string) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerLeave: () => void;
}

/** The rows that are in sight, of however many there are. */
export function ConversationList(props: ConversationListProps) {
  const { rows, address, hasMore, isLoadingMore, onLoadMore, onPointerMove, onPointerLeave } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = useIsPhone() ? PHONE_ROW_PX : ROW_PX;
  const now = useNow();
  const listKey = inboxHref({ ...address, conversationId: null });
  const onScrolled = useCallback((top: number) => void scrolledTo.set(listKey, top), [listKey]);
  const { first, end, show } = useRowsInSight({
    scroller,
    count: rows.length,
    rowPx,
    startAt: scrolledTo.get(listKey) ?? 0,
    onScrolled,
  });

  useEffect(() => {
    if (hasMore && !isLoadingMore && end > rows.length - LOAD_AHEAD) onLoadMore();
  }, [hasMore, isLoadingMore, end, rows.length, onLoadMore]);
  useKeepPlace(scroller, rows, rowPx);
  const { conversationId } = address;
  useEffect(() => {
    const index = rows.findIndex(({ id }) => id === conversationId);
    if (index !== -1) show(index);
    // Only a new selection scrolls; a row that moves is left where it is.
  }, [conversationId]); // eslint-disable-line react-hooks/exhaustive-deps

  return (
    <div
      ref={scroller}
      onPointerMove={onPointerMove}
      onPointerLeave={onPointerLeave}
      onPointerOver={(event) => reachedFor(event, props.onReachFor)}
      onClick={(event) => openPlainly(event, props.onOpen)}
      className="min-h-0 flex-1 overflow-y-auto px-2 pb-2 [overflow-anchor:none] [--row:64px] max-sm:[--row:72px]"
    >
      <ul className="relative" style={heightOf(rows.length + (hasMore ? 1 : 0))}>
        {rows.slice(first, end).map((row, offset) => {
          const index = first + offset;
          return (
            <li
              key={row.id}
              aria-setsize={hasMore ? -1 : rows.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 h-(--row)"
              style={placeOf(index)}
            >
              <ConversationRow
                row={row}
                href={inboxHref({ ...address, conversationId: row.id })}
                isSelected={row.id === conversationId}
                closesAt={address.view === 'closing' ? row.windowClosesAt : null}
                now={now}
              />
            </li>
          );
        })}
        {hasMore ? (
          <li className="absolute inset-x-0 top-0 h-(--row)" style={placeOf(rows.length)}>
            <RowSkeleton />
          </li>
        ) : null}
      </ul>
    </div>
  );
}

/** The shape of a row that is still to come. */
export function RowSkeleton() {
  return (
    <span aria-hidden className="flex h-full items-center gap-3 px-2">
      <Skeleton className="size-9 rounded-full!" />
      <span className="grid flex-1 gap-2">
        <Skeleton className="h-3 w-2/5" />
        <Skeleton className="h-3 w-4/5" />
      </span>
    </span>
  );
}

/** Rows that come in above the first one in sight do not push it down. */
function useKeepPlace(
  scroller: { current: HTMLDivElement | null },
  rows: ListedConversation[],
  rowPx: number,
) {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const element = scroller.current;
    const oldRows = before.current;
    before.current = rows;
    if (element === null || oldRows === rows || element.scrollTop < rowPx / 2) return;
    const oldIndex = Math.floor(element.scrollTop / rowPx);
    const newIndex = rows.findIndex(({ id }) => id === oldRows[oldIndex]?.id);
    if (newIndex > oldIndex) element.scrollBy({ top: (newIndex - oldIndex) * rowPx });
  }, [scroller, rows, rowPx]);
}

/** A plain click opens in place; with a modifier the browser does what it always does. */
function openPlainly(event: MouseEvent, onOpen: (id: string) => void) {
  const id = conversationAt(event.target);
  const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (id === null || !isPlain || event.defaultPrevented) return;
  event.preventDefault();
  onOpen(id);
}

function reachedFor(event: PointerEvent, onReachFor: (id: string) => void) {
  const id = conversationAt(event.target);
  if (id !== null && event.pointerType === 'mouse') onReachFor(id);
}

function conversationAt(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null;
  const link = target.closest<HTMLElement>('[data-conversation]');
  return link?.dataset.conversation ?? null;
}

/** In steps of the row's own height, which the style sheet knows before any script runs. */
function placeOf(index: number): CSSProperties {
  return { transform: `translateY(calc(var(--row) * ${index}))` };
}

function heightOf(rows: number): CSSProperties {
  return { height: `calc(var(--row) * ${rows})` };
}
