'use client';

import { SendHorizontal } from 'lucide-react';
import { useId, useLayoutEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { AttachButton, AttachmentTray } from '#components/inbox/attachment-tray.tsx';
import { ComposerCounter } from '#components/inbox/composer-counter.tsx';
import { useDraft, useInboxTools, useIsHeld } from '#components/inbox/inbox-tools.tsx';
import { firstName } from '#components/inbox/preview-line.ts';
import { QuotedBar } from '#components/inbox/quoted-bar.tsx';
import type { ReplyState } from '#components/inbox/reply-countdown.ts';
import { PersonOnlyNote, ReplyTimeLeft } from '#components/inbox/reply-time-left.tsx';
import { ScheduleButton } from '#components/inbox/schedule-button.tsx';
import { TemplateButton } from '#components/inbox/template-button.tsx';
import type { OpenConversation } from '#components/inbox/types.ts';
import { useSendReply } from '#components/inbox/use-send-reply.ts';
import { useUploads } from '#components/inbox/use-uploads.ts';
import { Button } from '#components/ui/button.tsx';
import { CHANNEL_NAMES } from '#components/ui/channel-glyph.tsx';
import { maxReplyLength } from '#server/domain/messages/schema.ts';
import { splitText } from '#server/domain/messages/split-text.ts';

interface OpenComposerProps {
  conversation: OpenConversation;
  state: Exclude<ReplyState, { kind: 'closed' }>;
  now: number;
  takesFocus: boolean;
}

/** The field in which a reply is written; empty again before the message has left. */
export function OpenComposer({ conversation, state, now, takesFocus }: OpenComposerProps) {
  const { closesAt } = state;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (takesFocus) goOnIn(field.current);
  }, [takesFocus]);
  const { drafts } = useInboxTools();
  const draft = useDraft(conversation.id);
  const tooMany = draft.text.trim().length - maxReplyLength;
  const isHeld = useIsHeld(conversation.id);
  const files = useUploads(conversation);
  const isEmpty = draft.text.trim() === '' && !files.isReady;
  const cannotSend = isEmpty || files.isUploading || tooMany > 0;
  const send = useSendReply(conversation, files);
  const parts = tooMany > 0 ? 0 : splitText(draft.text.trim(), conversation).length;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (draft.quoted !== null) drafts.write(conversation.id, { ...draft, quoted: null });
      else field.current?.blur();
    }
    // A word that is still being composed (Hindi, Chinese, Japanese) is confirmed with Enter.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="shrink-0 px-4 pb-4 max-sm:px-0 max-sm:pb-0">
      <div className="rounded-lg border border-border-strong bg-card shadow-sm focus-within:border-ring max-sm:rounded-none max-sm:border-x-0 max-sm:border-b-0 max-sm:pb-[env(safe-area-inset-bottom)] max-sm:shadow-none">
        <div className="flex h-9 items-end justify-between gap-3 px-3.5 max-sm:px-4">
          <label htmlFor={id} className="font-medium">
            Reply
          </label>
          {closesAt === null ? null : <ReplyTimeLeft closesAt={closesAt} now={now} />}
        </div>
        {state.kind === 'person' ? (
          <PersonOnlyNote conversation={conversation} closesAt={state.closesAt} />
        ) : null}
        {draft.quoted === null ? null : (
          <QuotedBar
            quoted={draft.quoted}
            contactName={conversation.displayName}
            onRemove={() => drafts.write(conversation.id, { ...draft, quoted: null })}
          />
        )}
        <AttachmentTray files={files} />
        <textarea
          id={id}
          ref={field}
          rows={1}
          dir="auto"
          value={draft.text}
          readOnly={isHeld}
          placeholder={placeholderFor(conversation)}
          aria-describedby={`${id}-count`}
          aria-invalid={tooMany > 0 || undefined}
          onChange={({ target }) => drafts.write(conversation.id, { ...draft, text: target.value })}
          onKeyDown={onKeyDown}
          onPaste={files.onPaste}
          className="block field-sizing-content max-h-48 min-h-11 w-full resize-none bg-transparent px-3.5 py-2 text-base outline-none max-sm:px-4 max-sm:text-lg"
        />
        <div className="flex items-center justify-end gap-3 px-1.5 pb-1.5 max-sm:px-2 max-sm:pb-2">
          <AttachButton files={files} isDisabled={isHeld} />
          <ComposerCounter id={`${id}-count`} tooMany={tooMany} parts={parts} />
          {isHeld ? <span className="text-caption text-subtle-foreground">Scheduling…</span> : null}
          {conversation.hasTemplates ? <TemplateButton conversation={conversation} /> : null}
          <ScheduleButton
            conversation={conversation}
            isDisabled={cannotSend || files.list.length > 0}
            isSaving={isHeld}
          />
          <SendButton isDisabled={cannotSend || isHeld} onPress={send} />
        </div>
      </div>
    </div>
  );
}

/** The next letter comes after what is there already. */
function goOnIn(field: HTMLTextAreaElement | null): void {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}

function placeholderFor({ contactName, channelKind }: OpenConversation): string {
  const whom = contactName === null ? 'them' : firstName(contactName);
  return `Message ${whom} on ${CHANNEL_NAMES[channelKind]}`;
}

function SendButton({ isDisabled, onPress }: { isDisabled: boolean; onPress: () => void }) {
  return (
    <Button
      variant="primary"
      size="28"
      disabled={isDisabled}
      onClick={onPress}
      className="max-sm:h-10 max-sm:w-12 max-sm:rounded-full! max-sm:px-0"
    >
      <span className="max-sm:sr-only">Send</span>
      <SendHorizontal aria-hidden className="sm:hidden" />
    </Button>
  );
}
