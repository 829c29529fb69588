import Image from 'next/image';
import { summaryOfQuoted } from '#components/inbox/message-summary.ts';
import { SummaryIcon } from '#components/inbox/summary-sign.tsx';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { cn } from '#components/ui/cn.ts';

interface QuotedPartProps {
  message: ThreadMessage;
  contactName: string;
  /** Leads to the message that this one answers. */
  onJump: (messageId: string) => void;
}

const BOX =
  'flex w-full gap-2 rounded-md bg-[color-mix(in_oklch,var(--foreground)_6%,transparent)] px-2 py-1.5 text-left text-sm leading-[18px]';

/** The message that this one answers, in a line or two. */
export function QuotedPart({ message, contactName, onJump }: QuotedPartProps) {
  const { quotedId } = message;
  if (quotedId === null && message.quotedProviderMessageId === null) return null;
  return (
    <blockquote className="-mx-1.5 -mt-0.5 mb-1.5">
      {quotedId === null ? (
        <span className={BOX}>
          <Quotation message={message} contactName={contactName} />
        </span>
      ) : (
        <button
          type="button"
          title="Go to this message"
          onClick={() => onJump(quotedId)}
          className={cn(BOX, 'hover:bg-[color-mix(in_oklch,var(--foreground)_10%,transparent)]')}
        >
          <Quotation message={message} contactName={contactName} />
        </button>
      )}
    </blockquote>
  );
}

function Quotation({ message, contactName }: Omit<QuotedPartProps, 'onJump'>) {
  const isMissing = message.quotedId === null;
  const { sign, text } = summaryOfQuoted(message);
  const thumbnail = message.quotedFile?.thumbnailUrl ?? null;
  return (
    <>
      <span aria-hidden className="w-0.5 shrink-0 rounded-full bg-primary" />
      <span className="min-w-0 flex-1">
        <span className="sr-only">In answer to </span>
        {isMissing ? null : (
          <span dir="auto" className="block truncate font-medium">
            {message.quotedAuthor === 'contact' ? contactName : 'We'}
          </span>
        )}
        <span dir="auto" className="line-clamp-2 [overflow-wrap:anywhere]">
          {isMissing || sign === null ? null : (
            <SummaryIcon sign={sign} className="mr-1 inline! align-[-2px]" />
          )}
          {isMissing ? 'A message that is not here' : text}
        </span>
      </span>
      {thumbnail === null ? null : (
        <Image
          unoptimized
          src={thumbnail}
          alt=""
          width={36}
          height={36}
          className="size-9 shrink-0 self-center rounded-sm object-cover"
        />
      )}
    </>
  );
}
