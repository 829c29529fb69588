'use client';

import { Ban, Megaphone, Reply, Sparkles } from 'lucide-react';
import { memo } from 'react';
import { useFormat } from '#components/format.tsx';
import { MessageText } from '#components/inbox/message-text.tsx';
import { firstName } from '#components/inbox/preview-line.ts';
import { ScheduledNote } from '#components/inbox/scheduled-note.tsx';
import { SendTrouble } from '#components/inbox/send-trouble.tsx';
import type { ThreadEntry } from '#components/inbox/thread-entries.ts';
import { Ticks } from '#components/inbox/ticks.tsx';
import type { Quoted, ThreadMessage } from '#components/inbox/types.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { cn } from '#components/ui/cn.ts';
import { IconButton } from '#components/ui/icon-button.tsx';

interface MessageBubbleProps {
  entry: ThreadEntry;
  contactName: string;
  isFirst: boolean;
  isLast: boolean;
  onQuote: (quoted: Quoted) => void;
}

const FILL = {
  contact: 'rounded-bl-xs bg-bubble-contact text-bubble-contact-foreground',
  member: 'rounded-br-xs bg-bubble-member text-bubble-member-foreground',
  system: 'rounded-br-xs bg-bubble-member text-bubble-member-foreground',
  assistant:
    'rounded-br-xs bg-bubble-assistant text-bubble-assistant-foreground inset-ring inset-ring-bubble-assistant-border',
  campaign:
    'rounded-br-xs bg-bubble-campaign text-bubble-campaign-foreground inset-ring inset-ring-bubble-campaign-border',
};

const SCHEDULED =
  'rounded-br-xs border border-dashed border-control bg-background text-muted-foreground';

/** One message: who wrote it, what it says, how far it came. */
export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const { entry, contactName, isFirst, isLast, onQuote } = props;
  const { message, pending } = entry;
  const isOurs = message.direction === 'outbound';
  const isScheduled = message.state === 'scheduled';
  const isInTrouble = message.state === 'failed' || message.state === 'unknown';
  return (
    <div
      className={cn(
        'group flex max-w-[min(76%,520px)] min-w-0 flex-col max-lg:max-w-[86%]',
        isOurs ? 'items-end self-end' : 'items-start',
        isFirst ? 'mt-4' : 'mt-2',
      )}
    >
      {isOurs && isFirst ? <Author message={message} /> : null}
      <div className="relative max-w-full">
        <div
          className={cn(
            'min-w-0 rounded-lg px-3 py-2 text-base',
            isScheduled ? SCHEDULED : FILL[message.author],
            isInTrouble && 'inset-ring! inset-ring-danger-border!',
          )}
        >
          <span className="sr-only">
            {isScheduled ? 'Waits to go out: ' : isOurs ? 'We wrote: ' : `${contactName} wrote: `}
          </span>
          <QuotedPart message={message} contactName={contactName} />
          <Content message={message} />
        </div>
        {canBeQuoted(entry) ? (
          <ReplyTo isOurs={isOurs} onPress={() => onQuote(asQuoted(message))} />
        ) : null}
      </div>
      {isInTrouble ? (
        <SendTrouble message={message} pending={pending} />
      ) : isScheduled && message.scheduledFor !== null ? (
        <ScheduledNote message={message} scheduledFor={message.scheduledFor} />
      ) : isLast ? (
        <Meta message={message} />
      ) : null}
    </div>
  );
});

function Author({ message }: { message: ThreadMessage }) {
  const { author, authorName, authorMemberId } = message;
  if (author === 'member' && authorName === null) return null;
  if (author === 'contact' || author === 'system') return null;
  return (
    <span className="mx-1 mb-1 flex items-center gap-[5px] text-caption font-medium text-muted-foreground">
      {author === 'assistant' ? (
        <Sparkles aria-hidden className="size-3.5! text-primary-text" />
      ) : author === 'campaign' ? (
        <Megaphone aria-hidden className="size-3.5!" />
      ) : (
        <Avatar
          size="20"
          name={authorName ?? ''}
          className="size-4! text-[9px]!"
          {...(authorMemberId === null ? {} : { seed: authorMemberId })}
        />
      )}
      {author === 'assistant'
        ? 'Assistant'
        : author === 'campaign'
          ? 'Campaign'
          : firstName(authorName ?? '')}
    </span>
  );
}

function Content({ message }: { message: ThreadMessage }) {
  if (message.kind === 'text') return <MessageText text={message.text} />;
  return (
    <span className="flex items-start gap-2 text-muted-foreground">
      <Ban aria-hidden className="mt-0.5" />
      <span className="[overflow-wrap:anywhere]">{message.text}</span>
    </span>
  );
}

function QuotedPart({ message, contactName }: { message: ThreadMessage; contactName: string }) {
  if (message.quotedId === null && message.quotedProviderMessageId === null) return null;
  const isMissing = message.quotedId === null;
  return (
    <blockquote className="-mx-1.5 -mt-0.5 mb-1.5 flex gap-2 rounded-md bg-[color-mix(in_oklch,var(--foreground)_6%,transparent)] px-2 py-1.5 text-sm leading-[18px]">
      <span aria-hidden className="w-0.5 shrink-0 rounded-full bg-primary" />
      <span className="min-w-0">
        <span className="sr-only">In answer to </span>
        {isMissing ? null : (
          <span className="block truncate font-medium">
            {message.quotedAuthor === 'contact' ? contactName : 'We'}
          </span>
        )}
        <span className="line-clamp-2 [overflow-wrap:anywhere]">
          {isMissing ? 'A message that is not here' : message.quotedText}
        </span>
      </span>
    </blockquote>
  );
}

function Meta({ message }: { message: ThreadMessage }) {
  const format = useFormat();
  return (
    <span className="mx-1 mt-1 flex items-center gap-1 text-count text-subtle-foreground">
      <time dateTime={message.occurredAt.toISOString()} title={format.dateTime(message.occurredAt)}>
        {format.time(message.occurredAt)}
      </time>
      <Ticks state={message.state} />
    </span>
  );
}

/** Stands beside the bubble and takes nothing of its width. */
function ReplyTo({ isOurs, onPress }: { isOurs: boolean; onPress: () => void }) {
  return (
    <span
      className={cn(
        'absolute inset-y-0 grid place-items-center opacity-0 group-hover:opacity-100 focus-within:opacity-100 [@media(hover:none)]:opacity-100',
        isOurs ? 'right-full mr-1' : 'left-full ml-1',
      )}
    >
      <IconButton
        label="Reply to this message"
        size="icon-24"
        icon={<Reply aria-hidden />}
        className="relative text-subtle-foreground! after:absolute after:-inset-2"
        onClick={onPress}
      />
    </span>
  );
}

/** The provider must know a message before another can answer it. */
function canBeQuoted({ message, pending }: ThreadEntry): boolean {
  return (
    pending === null &&
    !['scheduled', 'queued', 'sending', 'failed', 'unknown'].includes(message.state)
  );
}

function asQuoted({ id, text, author }: ThreadMessage): Quoted {
  return { id, text, author };
}
