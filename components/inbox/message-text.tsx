import { splitLinks } from '#components/inbox/split-links.ts';
import { cn } from '#components/ui/cn.ts';

interface MessageTextProps {
  text: string;
  /** Something else may stand on its last line. */
  isInline?: boolean;
}

/** The words of a message as text, line breaks kept; web addresses lead to a tab of their own. */
export function MessageText({ text, isInline = false }: MessageTextProps) {
  return (
    <span
      dir="auto"
      className={cn(
        '[overflow-wrap:anywhere] whitespace-pre-wrap [unicode-bidi:plaintext]',
        !isInline && 'block',
      )}
    >
      {splitLinks(text).map((part, index) =>
        part.href === null ? (
          part.text
        ) : (
          <a
            key={index}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="underline underline-offset-2"
          >
            {part.text}
          </a>
        ),
      )}
    </span>
  );
}
