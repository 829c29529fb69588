'use client';

import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import type { OpenConversation, SuggestedTemplates } from '#components/inbox/types.ts';
import { TextField } from '#components/settings/text-field.tsx';
import { TemplateBubble } from '#components/templates/template-bubble.tsx';
import { Button } from '#components/ui/button.tsx';
import { fillTemplate } from '#server/domain/templates/fill-template.ts';
import { blanksOf } from '#server/domain/templates/list-blanks.ts';
import type { FilledTemplate } from '#server/domain/templates/fill-template.ts';

interface TemplateSenderProps {
  conversation: OpenConversation;
  template: SuggestedTemplates['templates'][number];
  /** What is known of the two sides, by the names of blanks. */
  values: Record<string, string>;
  onSent: () => void;
}

/** A template as it will be read, with a field for each blank, those that are empty marked. */
export function TemplateSender({ conversation, template, values, onSent }: TemplateSenderProps) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const given = { ...values, ...typed };
  const filled = fillTemplate(template, given);
  const { missing, faults } = filled;
  const send = useSendTemplate(conversation);
  const canSend = missing.length === 0 && Object.keys(faults).length === 0;
  const submit = () => {
    if (!canSend) return;
    send(filled);
    onSent();
  };
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="rounded-lg bg-inset p-3">
        <TemplateBubble text={filled.text} shown={filled.shown} />
      </div>
      {missing.length === 0 ? null : (
        <p role="status" className="flex items-start gap-2 text-warning-text">
          <TriangleAlert aria-hidden className="mt-0.5" />
          {`Not known here: ${missing.map(({ label }) => label).join(', ')}. Fill it in to send.`}
        </p>
      )}
      {blanksOf(template).map(({ key, label, sample }) => (
        <TextField
          key={key}
          label={label}
          autoComplete="off"
          placeholder={sample}
          value={given[key] ?? ''}
          error={faults[key]}
          onChange={({ target }) => setTyped({ ...typed, [key]: target.value })}
        />
      ))}
      <span className="flex justify-end">
        <Button type="submit" variant="primary" disabled={!canSend}>
          Send template
        </Button>
      </span>
    </form>
  );
}

/** Hands it to the outbox, from where it goes like any other reply. */
function useSendTemplate(conversation: OpenConversation): (filled: FilledTemplate) => void {
  const { outbox, cache } = useInboxTools();
  return ({ text, content: template }) => {
    outbox.add({
      clientId: crypto.randomUUID(),
      conversationId: conversation.id,
      text,
      quoted: null,
      template,
      writtenAt: Date.now(),
    });
    cache.changeConversation(conversation.id, {
      status: 'open',
      unreadCount: 0,
      lastMessageText: text,
      lastMessageDirection: 'outbound',
      lastMessageAuthor: 'member',
      lastMessageAuthorName: null,
      lastMessageState: 'queued',
      lastMessageFailure: null,
      lastMessageAt: new Date(),
    });
  };
}
