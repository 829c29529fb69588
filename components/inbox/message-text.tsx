import { splitLinks } from '#components/inbox/split-links.ts';

/** The words of a message as text, line breaks kept; web addresses lead to a tab of their own. */
export function MessageText({ text }: { text: string }) {
  return (
    <span
      dir="auto"
      className="block [overflow-wrap:anywhere] whitespace-pre-wrap [unicode-bidi:plaintext]"
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
