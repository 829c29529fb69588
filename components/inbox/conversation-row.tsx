'use client';

import { CircleAlert, CircleDashed, Sparkles, Timer } from 'lucide-react';
import { memo, useSyncExternalStore } from 'react';
import { useFormat } from '#components/format.tsx';
import { EMPTY_DRAFT } from '#components/inbox/drafts.ts';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import { previewLine } from '#components/inbox/preview-line.ts';
import { timeLeft } from '#components/inbox/reply-countdown.ts';
import { SummaryIcon } from '#components/inbox/summary-sign.tsx';
import { Ticks } from '#components/inbox/ticks.tsx';
import type { ListedConversation } from '#components/inbox/types.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { Count } from '#components/ui/badge.tsx';
import { ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import { cn } from '#components/ui/cn.ts';

interface ConversationRowProps {
  row: ListedConversation;
  href: string;
  isSelected: boolean;
  /** Says until when a reply is possible, in place of the time of the last message. */
  closesAt: Date | null;
  now: number;
}

/** One conversation in the list, 64 px high, 72 on a phone. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { row, href, isSelected, closesAt, now } = props;
  const format = useFormat();
  const isUnread = row.unreadCount > 0;
  return (
    <a
      href={href}
      data-conversation={row.id}
      aria-current={isSelected ? 'true' : undefined}
      className={cn(
        'focus-inset flex h-full items-center gap-3 rounded-md bg-(--row-bg) px-2 [--row-bg:var(--background)]',
        'hover:[--row-bg:color-mix(in_oklch,var(--accent)_55%,var(--background))]',
        isSelected && 'sm:[--row-bg:var(--selected)]! max-sm:[--row-bg:var(--background)]',
      )}
    >
      <Avatar
        name={row.displayName}
        seed={row.contactId}
        size="36"
        badge={<ChannelGlyph kind={row.channelKind} />}
      />
      <span className="grid min-w-0 flex-1 gap-0.5">
        <span className="flex h-5 min-w-0 items-center gap-2">
          <span
            dir="auto"
            className={cn('flex-1 truncate text-left', isUnread ? 'font-semibold' : 'font-medium')}
          >
            {row.displayName}
          </span>
          {closesAt === null ? (
            <time
              dateTime={row.lastMessageAt.toISOString()}
              className="shrink-0 text-caption text-subtle-foreground"
            >
              {format.when(row.lastMessageAt, now)}
            </time>
          ) : (
            <ClosesIn closesAt={closesAt} now={now} />
          )}
        </span>
        <span className="flex h-5 min-w-0 items-center gap-2">
          <Preview row={row} isSelected={isSelected} />
          {isUnread ? (
            <Count
              value={row.unreadCount > 99 ? '99+' : row.unreadCount}
              label={`${row.unreadCount} unread`}
            />
          ) : null}
          <Handler row={row} />
        </span>
      </span>
    </a>
  );
});

function ClosesIn({ closesAt, now }: { closesAt: Date; now: number }) {
  return (
    <time
      dateTime={closesAt.toISOString()}
      className="flex shrink-0 items-center gap-1 text-caption font-medium text-warning-text tabular-nums"
    >
      <Timer aria-hidden className="size-3.5!" />
      <span className="sr-only">Time left to reply: </span>
      {timeLeft(closesAt, now)}
    </time>
  );
}

function Preview({ row, isSelected }: { row: ListedConversation; isSelected: boolean }) {
  const { drafts } = useInboxTools();
  const draft = useSyncExternalStore(
    drafts.subscribe,
    () => drafts.read(row.id).text.trim(),
    () => EMPTY_DRAFT.text,
  );
  const { tone, state, author, sign, text } = previewLine(row);
  if (draft !== '' && !isSelected) {
    return (
      <span className="flex-1 truncate text-muted-foreground">
        <span className="text-danger-text">Draft:</span> {draft}
      </span>
    );
  }
  if (tone === 'danger') {
    return (
      <span className="flex min-w-0 flex-1 items-center gap-1 text-danger-text">
        <CircleAlert aria-hidden className="size-3.5!" />
        <span className="truncate">{text}</span>
      </span>
    );
  }
  return (
    <span
      dir="auto"
      className={cn(
        'flex-1 truncate text-left',
        row.unreadCount > 0 ? 'text-foreground' : 'text-muted-foreground',
      )}
    >
      {state === null ? null : <Ticks state={state} className="mr-1 align-[-2px]" />}
      {author === null ? null : <span className="text-subtle-foreground">{author}: </span>}
      {sign === null ? null : <SummaryIcon sign={sign} className="mr-1 inline! align-[-2px]" />}
      {text}
    </span>
  );
}

/** Who answers: the assistant, a member, or nobody yet. */
function Handler({ row }: { row: ListedConversation }) {
  if (row.assigneeName !== null && row.assigneeId !== null) {
    const label = `Assigned to ${row.assigneeName}`;
    return (
      <span role="img" aria-label={label} title={label} className="inline-grid">
        <Avatar size="20" name={row.assigneeName} seed={row.assigneeId} />
      </span>
    );
  }
  const isAssistant = row.handledBy === 'assistant';
  const label = isAssistant ? 'Handled by the assistant' : 'Nobody yet';
  const Icon = isAssistant ? Sparkles : CircleDashed;
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className={cn(
        'inline-grid size-5 shrink-0 place-items-center text-muted-foreground',
        isAssistant && 'rounded-full bg-muted [&>.lucide]:size-3',
      )}
    >
      <Icon aria-hidden />
    </span>
  );
}
