'use client';

import { List } from 'lucide-react';
import { useState } from 'react';
import { usePhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { ShownContent } from '#components/sandbox/shown-content.ts';

interface ListReplyProps {
  messageId: string;
  list: Extract<ShownContent, { as: 'list' }>;
}

/** The list of a message, folded away under its own word until it is tapped. */
export function ListReply({ messageId, list: { label, sections } }: ListReplyProps) {
  const { say } = usePhoneDeeds();
  const [isOpen, setIsOpen] = useState(false);
  const pick = (optionId: string) => {
    setIsOpen(false);
    say({ type: 'choice', message_id: messageId, option_id: optionId }).catch(() => undefined);
  };
  return (
    <div className="mt-1 overflow-hidden rounded-md bg-card shadow-sm">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="focus-inset flex min-h-8 w-full items-center justify-center gap-1.5 px-3 py-1 font-medium text-primary-text hover:bg-primary-soft max-sm:min-h-10 [&>.lucide]:size-3.5"
      >
        <List aria-hidden />
        {label}
      </button>
      {isOpen
        ? sections.map(({ title, rows }, index) => (
            <div key={index} role="group" {...(title === null ? {} : { 'aria-label': title })}>
              {title === null ? null : (
                <span className="block border-t px-3 pt-2 text-caption text-subtle-foreground">
                  {title}
                </span>
              )}
              {rows.map((row) => (
                <button
                  key={row.id}
                  type="button"
                  onClick={() => pick(row.id)}
                  className="focus-inset block min-h-9 w-full px-3 py-1.5 text-left hover:bg-accent max-sm:min-h-10"
                >
                  <span className="block font-medium">{row.title}</span>
                  {row.description === undefined ? null : (
                    <span className="block text-caption text-muted-foreground">
                      {row.description}
                    </span>
                  )}
                </button>
              ))}
            </div>
          ))
        : null}
    </div>
  );
}
