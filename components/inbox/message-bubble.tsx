'use client';

import { Megaphone, Smartphone, Sparkles } from 'lucide-react';
import { memo } from 'react';
import { BubbleDeeds } from '#components/inbox/bubble-deeds.tsx';
import { spokenLead } from '#components/inbox/content/content-words.ts';
import { ContextPart } from '#components/inbox/content/context-part.tsx';
import { MessageContent } from '#components/inbox/content/message-content.tsx';
import { hasReplyButtons, ReplyButtons } from '#components/inbox/content/reply-buttons.tsx';
import { MessageMeta } from '#components/inbox/message-meta.tsx';
import { summaryOfMessage } from '#components/inbox/message-summary.ts';
import { firstName } from '#components/inbox/preview-line.ts';
import { QuotedPart } from '#components/inbox/quoted-part.tsx';
import { ReactionChips } from '#components/inbox/reaction-chips.tsx';
import { ScheduledNote } from '#components/inbox/scheduled-note.tsx';
import { SendTrouble } from '#components/inbox/send-trouble.tsx';
import type { ThreadEntry } from '#components/inbox/thread-entries.ts';
import type { Quoted, ThreadMessage } from '#components/inbox/types.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { cn } from '#components/ui/cn.ts';

interface MessageBubbleProps {
  entry: ThreadEntry;
  contactName: string;
  isFirst: boolean;
  isLast: boolean;
  onQuote: (quoted: Quoted) => void;
  onJump: (messageId: string) => void;
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
  const { entry, contactName, isFirst, isLast, onQuote, onJump } = props;
  const { message, pending } = entry;
  const isOurs = message.direction === 'outbound';
  const isScheduled = message.state === 'scheduled';
  const isInTrouble = message.state === 'failed' || message.state === 'unknown';
  const hasButtons = hasReplyButtons(message);
  return (
    <div
      data-message={message.id}
      tabIndex={-1}
      className={cn(
        'group flex outline-none max-w-[min(76%,520px)] min-w-0 flex-col max-lg:max-w-[86%]',
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
            'min-w-0 rounded-lg text-base outline-offset-2 outline-ring group-data-sought:outline-2',
            surfaceOf(message),
            hasButtons && 'rounded-b-xs!',
            isInTrouble && 'inset-ring! inset-ring-danger-border!',
          )}
        >
          <span className="sr-only">{spokenLead(message, contactName)}</span>
          {message.context === null ? null : <ContextPart context={message.context} />}
          <QuotedPart message={message} contactName={contactName} onJump={onJump} />
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
        <MessageMeta message={message} />
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
