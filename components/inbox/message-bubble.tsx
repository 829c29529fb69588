'use client';

import { Megaphone, Smartphone, Sparkles } from 'lucide-react';
import { memo } from 'react';
import { useFormat } from '#components/format.tsx';
import { BubbleDeeds } from '#components/inbox/bubble-deeds.tsx';
import { spokenLead } from '#components/inbox/content/content-words.ts';
import { ContextPart } from '#components/inbox/content/context-part.tsx';
import { MessageContent } from '#components/inbox/content/message-content.tsx';
import { hasReplyButtons, ReplyButtons } from '#components/inbox/content/reply-buttons.tsx';
import { summaryOfMessage } from '#components/inbox/message-summary.ts';
import { firstName } from '#components/inbox/preview-line.ts';
import { QuotedPart } from '#components/inbox/quoted-part.tsx';
import { ReactionChips } from '#components/inbox/reaction-chips.tsx';
import { ScheduledNote } from '#components/inbox/scheduled-note.tsx';
import { SendTrouble } from '#components/inbox/send-trouble.tsx';
import type { ThreadEntry } from '#components/inbox/thread-entries.ts';
import { Ticks } from '#components/inbox/ticks.tsx';
import type { Quoted, ThreadMessage } from '#components/inbox/types.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { cn } from '#components/ui/cn.ts';

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
  const hasButtons = hasReplyButtons(message);
  return (
    <div
      className={cn(
        'group flex max-w-[min(76%,520px)] min-w-0 flex-col max-lg:max-w-[86%]',
        // On a phone, as much as leaves room for the two deeds beside it.
        'max-sm:max-w-[calc(100%-52px)]',
        isOurs ? 'items-end self-end' : 'items-start',
        isFirst ? 'mt-4' : 'mt-2',
      )}
    >
      {isOurs && isFirst ? <Author message={message} /> : null}
      <div className={cn('relative max-w-full', message.reactions.length > 0 && 'mb-3')}>
        <div
          className={cn(
            'min-w-0 rounded-lg text-base',
            surfaceOf(message),
            hasButtons && 'rounded-b-xs!',
            isInTrouble && 'inset-ring! inset-ring-danger-border!',
          )}
        >
          <span className="sr-only">{spokenLead(message, contactName)}</span>
          {message.context === null ? null : <ContextPart context={message.context} />}
          <QuotedPart message={message} contactName={contactName} />
          <MessageContent message={message} contactName={contactName} />
        </div>
        {hasButtons ? <ReplyButtons message={message} /> : null}
        {message.reactions.length === 0 ? null : (
          <ReactionChips message={message} contactName={contactName} />
        )}
        {isKnownThere(entry) ? (
          <BubbleDeeds message={message} onReply={() => onQuote(asQuoted(message))} />
        ) : null}
      </div>
      {isInTrouble ? (
        <SendTrouble message={message} pending={pending} />
      ) : isScheduled && message.scheduledFor !== null ? (
        <ScheduledNote message={message} scheduledFor={message.scheduledFor} />
      ) : isLast || message.editedAt !== null ? (
        <Meta message={message} />
      ) : null}
    </div>
  );
});

function surfaceOf(message: ThreadMessage): string {
  const { state, author, content, direction, deletedAt } = message;
  if (state === 'scheduled') return `px-3 py-2 ${SCHEDULED}`;
  if (deletedAt !== null) {
    return `px-3 py-2 inset-ring inset-ring-border-strong ${direction === 'outbound' ? 'rounded-br-xs' : 'rounded-bl-xs'}`;
  }
  // A sticker is its own shape.
  if (content.kind === 'sticker' && message.attachments.some(({ url }) => url !== null)) return '';
  return `px-3 py-2 ${FILL[author]}`;
}

function Author({ message }: { message: ThreadMessage }) {
  const { author, authorName, authorMemberId } = message;
  if (author === 'contact' || author === 'system') return null;
  return (
    <span className="mx-1 mb-1 flex items-center gap-[5px] text-caption font-medium text-muted-foreground">
      {author === 'assistant' ? (
        <Sparkles aria-hidden className="size-3.5! text-primary-text" />
      ) : author === 'campaign' ? (
        <Megaphone aria-hidden className="size-3.5!" />
      ) : authorMemberId === null ? (
        <Smartphone aria-hidden className="size-3.5!" />
      ) : (
        <Avatar
          size="20"
          name={authorName ?? ''}
          seed={authorMemberId}
          className="size-4! text-[9px]!"
        />
      )}
      {authorWords(message)}
    </span>
  );
}

/** What nobody here wrote came from the business's own phone, or from another tool of theirs. */
function authorWords({ author, authorName, authorMemberId }: ThreadMessage): string {
  if (author === 'assistant') return 'Assistant';
  if (author === 'campaign') return 'Campaign';
  return authorMemberId === null ? 'From your phone' : firstName(authorName ?? '');
}

function Meta({ message }: { message: ThreadMessage }) {
  const format = useFormat();
  return (
    <span className="mx-1 mt-1 flex items-center gap-1 text-count text-subtle-foreground">
      {message.editedAt === null ? null : (
        <>
          <time dateTime={message.editedAt.toISOString()} title={format.dateTime(message.editedAt)}>
            Edited {format.time(message.editedAt)}
          </time>
          ·
        </>
      )}
      <time dateTime={message.occurredAt.toISOString()} title={format.dateTime(message.occurredAt)}>
        {format.time(message.occurredAt)}
      </time>
      <Ticks state={message.state} />
    </span>
  );
}

/** The provider must know a message before another can answer it, or react to it. */
function isKnownThere({ message, pending }: ThreadEntry): boolean {
  return (
    pending === null &&
    message.deletedAt === null &&
    !['scheduled', 'queued', 'sending', 'failed', 'unknown'].includes(message.state)
  );
}

function asQuoted(message: ThreadMessage): Quoted {
  return { id: message.id, text: summaryOfMessage(message).text, author: message.author };
}
