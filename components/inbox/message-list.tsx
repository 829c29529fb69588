'use client';

import { ArrowDown } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { useFormat } from '#components/format.tsx';
import { NoticeLine } from '#components/inbox/content/notice-line.tsx';
import { MessageBubble } from '#components/inbox/message-bubble.tsx';
import { useNow } from '#components/inbox/now.ts';
import type { ThreadEntry } from '#components/inbox/thread-entries.ts';
import { layOutThread } from '#components/inbox/thread-items.ts';
import type { ThreadItem } from '#components/inbox/thread-items.ts';
import type { Quoted } from '#components/inbox/types.ts';
import { useJump } from '#components/inbox/use-jump.ts';
import { isNearEnd, useKeepPlace } from '#components/inbox/use-keep-place.ts';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Spinner } from '#components/ui/spinner.tsx';

interface MessageListProps {
  entries: ThreadEntry[];
  contactName: string;
  dividerId: string | null;
  hasEarlier: boolean;
  isLoadingEarlier: boolean;
  /** The last time they were asked for they did not come. */
  hasFailed: boolean;
  onLoadEarlier: () => void;
  onQuote: (quoted: Quoted) => void;
}

/**
 * The messages, held at the end. The scroller is laid out from its bottom, so that it opens at the
 * newest message before any script runs and earlier pages come in above without a jump.
 */
export function MessageList(props: MessageListProps) {
  const { entries, contactName, dividerId, hasEarlier, isLoadingEarlier, hasFailed } = props;
  const { onLoadEarlier } = props;
  const { dayKey } = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const items = useMemo(
    () => layOutThread(entries, { dayKey, dividerId }),
    [entries, dayKey, dividerId],
  );
  const newCount = useUnseen(entries, isAtEnd);
  const notePlace = useKeepPlace(scroller, entries);
  useLoadNear(scroller, hasEarlier && !isLoadingEarlier && !hasFailed, onLoadEarlier);
  const jumpTo = useJump(scroller, {
    count: entries.length,
    hasEarlier,
    isLoading: isLoadingEarlier,
    load: onLoadEarlier,
  });
  const toEnd = () => scroller.current?.scrollTo({ top: 0, behavior: 'smooth' });

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label="Messages"
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          setIsAtEnd(isNearEnd(currentTarget));
          notePlace();
        }}
        className="focus-inset absolute inset-0 flex flex-col-reverse overflow-y-auto [overflow-anchor:none]"
      >
        <div data-items className="flex flex-col px-5 pt-1 pb-5 max-sm:px-3 max-sm:pb-4">
          {hasEarlier ? (
            <div data-earlier className="grid min-h-8 place-items-center">
              {isLoadingEarlier ? <Spinner label="Loading earlier messages" /> : null}
              {hasFailed && !isLoadingEarlier ? <TryEarlier onPress={onLoadEarlier} /> : null}
            </div>
          ) : null}
          {items.map((item) => (
            <Item
              key={item.key}
              item={item}
              contactName={contactName}
              onQuote={props.onQuote}
              onJump={jumpTo}
            />
          ))}
        </div>
      </div>
      {isAtEnd ? null : <ToEnd newCount={newCount} onPress={toEnd} />}
    </div>
  );
}

interface ItemProps {
  item: ThreadItem;
  contactName: string;
  onQuote: (quoted: Quoted) => void;
  onJump: (messageId: string) => void;
}

function Item({ item, ...props }: ItemProps) {
  if (item.kind === 'message') {
    const { entry, isFirst, isLast } = item;
    if (entry.message.kind === 'notice') return <NoticeLine message={entry.message} />;
    return <MessageBubble {...props} {...{ entry, isFirst, isLast }} />;
  }
  if (item.kind === 'day') return <DayDivider at={item.at} />;
  const label = item.count === 1 ? '1 new message' : `${item.count} new messages`;
  return <Divider label={label} isNew />;
}

function TryEarlier({ onPress }: { onPress: () => void }) {
  return (
    <span className="flex flex-wrap items-center justify-center gap-x-2 text-caption text-muted-foreground">
      Earlier messages could not be loaded.
      <Button variant="link" className="min-h-6 text-caption! max-sm:min-h-10" onClick={onPress}>
        Try again
      </Button>
    </span>
  );
}

function DayDivider({ at }: { at: Date }) {
  const format = useFormat();
  return <Divider label={format.day(at, useNow())} />;
}

function Divider({ label, isNew = false }: { label: string; isNew?: boolean }) {
  const line = cn('h-px flex-1', isNew ? 'bg-primary-border' : 'bg-border');
  return (
    <div
      className={cn(
        'mt-4 flex items-center gap-3 text-caption font-medium',
        isNew ? 'text-primary-text' : 'text-subtle-foreground',
      )}
    >
      <span aria-hidden className={line} />
      {label}
      <span aria-hidden className={line} />
    </div>
  );
}

function ToEnd({ newCount, onPress }: { newCount: number; onPress: () => void }) {
  const label = newCount === 1 ? '1 new message' : `${newCount} new messages`;
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-3 grid justify-items-center">
      <Button
        variant={newCount > 0 ? 'primary' : 'outline'}
        size="28"
        className="pointer-events-auto rounded-full! shadow-md! max-sm:h-10"
        icon={<ArrowDown aria-hidden />}
        onClick={onPress}
      >
        {newCount > 0 ? label : 'To the newest'}
      </Button>
    </div>
  );
}

/** The contact's messages that came in while the end was out of sight. */
function useUnseen(entries: ThreadEntry[], isAtEnd: boolean): number {
  const inbound = entries.filter(({ message }) => message.direction === 'inbound');
  const lastKey = inbound.at(-1)?.key;
  const [seen, setSeen] = useState(lastKey);
  if (isAtEnd && seen !== lastKey) setSeen(lastKey);
  return inbound.length - 1 - inbound.findIndex(({ key }) => key === seen);
}

/** Asks for the page before while there is still something to read. */
function useLoadNear(
  scroller: RefObject<HTMLDivElement | null>,
  isWanted: boolean,
  load: () => void,
): void {
  useEffect(() => {
    const root = scroller.current;
    const sentinel = root?.querySelector('[data-earlier]');
    if (!isWanted || !root || !sentinel) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) load();
      },
      { root, rootMargin: '800px 0px 0px 0px' },
    );
    observer.observe(sentinel);
    return () => observer.disconnect();
  }, [scroller, isWanted, load]);
}
