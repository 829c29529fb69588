'use client';

import { Ban, ListChecks, MessageCircleQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { choiceWords } from '#components/inbox/content/content-words.ts';
import { ContactCards } from '#components/inbox/content/contact-cards.tsx';
import { Files } from '#components/inbox/content/files.tsx';
import { FormCard } from '#components/inbox/content/form-card.tsx';
import { LocationCard } from '#components/inbox/content/location-card.tsx';
import { OrderCard } from '#components/inbox/content/order-card.tsx';
import { Placeholder } from '#components/inbox/content/placeholder.tsx';
import { ShareCard, StoryCard } from '#components/inbox/content/share-card.tsx';
import { unsupportedWords } from '#components/inbox/message-summary.ts';
import { MessageText } from '#components/inbox/message-text.tsx';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { cn } from '#components/ui/cn.ts';

interface MessageContentProps {
  message: ThreadMessage;
  contactName: string;
}

/** What a message holds, by its kind: its files, its card, its words. */
export function MessageContent({ message, contactName }: MessageContentProps) {
  const { content, text, template } = message;
  if (message.deletedAt !== null) {
    const who = message.direction === 'outbound' ? 'This message' : contactName;
    return (
      <Placeholder icon={<Ban aria-hidden />}>
        {message.direction === 'outbound' ? `${who} was deleted` : `${who} deleted this message`}
      </Placeholder>
    );
  }
  if (content.kind === 'unsupported') {
    return (
      <Placeholder icon={<MessageCircleQuestion aria-hidden />}>
        {unsupportedWords(text)}
      </Placeholder>
    );
  }
  const header = 'header' in content ? content.header : undefined;
  const footer = 'footer' in content ? content.footer : template?.footer;
  return (
    <div
      className={cn(
        'grid gap-1.5',
        // A card is never wider than its bubble.
        isWideAsPicture(message) ? 'w-min max-w-full' : 'grid-cols-[minmax(0,1fr)]',
      )}
    >
      {template?.header == null ? null : (
        <span dir="auto" className="font-semibold [overflow-wrap:anywhere]">
          {template.header}
        </span>
      )}
      <Files message={message} contactName={contactName} />
      <Card message={message} />
      {header === undefined ? null : (
        <span dir="auto" className="font-semibold [overflow-wrap:anywhere]">
          {header}
        </span>
      )}
      {isSaidByCard(message) ? null : <MessageText text={text} />}
      {footer == null || footer === '' ? null : (
        <span dir="auto" className="text-caption text-muted-foreground">
          {footer}
        </span>
      )}
    </div>
  );
}

/** What there is beside files and words. */
function Card({ message: { content } }: { message: ThreadMessage }): ReactNode {
  switch (content.kind) {
    case 'location':
      return <LocationCard place={content.place} />;
    case 'contacts':
      return <ContactCards contacts={content.contacts} />;
    case 'order':
      return <OrderCard order={content.order} />;
    case 'form':
      return <FormCard form={content.form} />;
    case 'share':
      return <ShareCard share={content.share} />;
    case 'story':
      return <StoryCard story={content.story} />;
    case 'choice':
      return (
        <span className="flex items-center gap-1.5 text-caption text-muted-foreground">
          <ListChecks aria-hidden className="size-3.5!" />
          {choiceWords(content.choice)}
        </span>
      );
    default:
      return null;
  }
}

/** The words under a picture are as wide as the picture. */
function isWideAsPicture({ attachments }: ThreadMessage): boolean {
  return attachments.some(({ kind }) => kind === 'image' || kind === 'video');
}

/** The text of these only says in the list what their card says; a note of the customer’s own stays. */
function isSaidByCard({ content, text }: ThreadMessage): boolean {
  if (content.kind === 'form') {
    return text === '' || text === content.form.name || text === 'Filled in a form.';
  }
  if (content.kind === 'order') return text === '' || /^Ordered \d+ items?\.$/.test(text);
  return text === '' || content.kind === 'location' || content.kind === 'contacts';
}
