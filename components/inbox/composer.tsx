'use client';

import { Reply, SendHorizontal, Timer, X } from 'lucide-react';
import { useId } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { useFormat } from '#components/format.tsx';
import { AttachButton, AttachmentTray } from '#components/inbox/attachment-tray.tsx';
import { EMPTY_DRAFT } from '#components/inbox/drafts.ts';
import { useDraft, useInboxTools, useIsHeld } from '#components/inbox/inbox-tools.tsx';
import { useNow } from '#components/inbox/now.ts';
import { firstName } from '#components/inbox/preview-line.ts';
import { closedReason, isClosingSoon, timeLeft } from '#components/inbox/reply-countdown.ts';
import { ScheduleButton } from '#components/inbox/schedule-button.tsx';
import { TemplateButton } from '#components/inbox/template-button.tsx';
import { TemplateOffer } from '#components/inbox/template-offer.tsx';
import type { OpenConversation, Quoted } from '#components/inbox/types.ts';
import { useUploads } from '#components/inbox/use-uploads.ts';
import type { ComposerFiles } from '#components/inbox/use-uploads.ts';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { CHANNEL_NAMES } from '#components/ui/channel-glyph.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { maxReplyLength } from '#server/domain/messages/schema.ts';
import { splitText } from '#server/domain/messages/split-text.ts';

const COUNTER_FROM = 300;

interface ComposerProps {
  conversation: OpenConversation;
  field: RefObject<HTMLTextAreaElement | null>;
  autoFocus: boolean;
}

/** Where a reply is written; the field is empty again before the message has left. */
export function Composer(props: ComposerProps) {
  const now = useNow();
  const reason = closedReason(props.conversation.window, now);
  if (reason !== null) {
    return (
      <div className="shrink-0 px-4 pb-4 max-sm:px-3 max-sm:pb-[max(12px,env(safe-area-inset-bottom))]">
        <Banner tone="warning" icon={<Timer aria-hidden />}>
          {reason}
        </Banner>
        {props.conversation.hasTemplates ? (
          <TemplateOffer conversation={props.conversation} />
        ) : null}
      </div>
    );
  }
  return <OpenComposer {...props} now={now} />;
}

function OpenComposer({ conversation, field, autoFocus, now }: ComposerProps & { now: number }) {
  const id = useId();
  const { drafts } = useInboxTools();
  const draft = useDraft(conversation.id);
  const tooMany = draft.text.trim().length - maxReplyLength;
  const isHeld = useIsHeld(conversation.id);
  const files = useUploads(conversation);
  const isEmpty = draft.text.trim() === '' && !files.isReady;
  const cannotSend = isEmpty || files.isUploading || tooMany > 0;
  const send = useSend(conversation, files);
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
          <TimeLeft window={conversation.window} now={now} />
        </div>
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
          autoFocus={autoFocus}
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
          <Counter id={`${id}-count`} tooMany={tooMany} parts={parts} />
          {isHeld ? <span className="text-caption text-subtle-foreground">Scheduling…</span> : null}
          {conversation.hasTemplates ? <TemplateButton conversation={conversation} /> : null}
          <ScheduleButton
            conversation={conversation}
            isDisabled={cannotSend || parts > 1 || files.list.length > 0}
            isSaving={isHeld}
          />
          <SendButton isDisabled={cannotSend || isHeld} onPress={send} />
        </div>
      </div>
    </div>
  );
}

/** Takes the text out of the field in the same instant, so that a second press finds nothing. */
function useSend(conversation: OpenConversation, uploads: ComposerFiles): () => void {
  const { drafts, outbox, cache } = useInboxTools();
  return () => {
    const { text: written, quoted } = drafts.read(conversation.id);
    const text = written.trim();
    if (uploads.isUploading || text.length > maxReplyLength) return;
    if (drafts.isHeld(conversation.id)) return;
    if (text === '' && !uploads.isReady) return;
    const files = uploads.take();
    drafts.write(conversation.id, EMPTY_DRAFT);
    const last = files.at(-1);
    const clientId = crypto.randomUUID();
    const writtenAt = Date.now();
    outbox.add({ clientId, conversationId: conversation.id, text, quoted, files, writtenAt });
    cache.changeConversation(conversation.id, {
      status: 'open',
      unreadCount: 0,
      lastMessageText: text,
      lastMessageKind: last?.kind ?? 'text',
      lastFileName: last?.fileName ?? null,
      lastFileIsVoice: last?.isVoice ?? false,
      lastFileSeconds: last?.durationSeconds ?? null,
      lastMessageDirection: 'outbound',
      lastMessageAuthor: 'member',
      lastMessageAuthorName: null,
      lastMessageState: 'queued',
      lastMessageFailure: null,
      lastMessageAt: new Date(),
    });
  };
}

function placeholderFor({ contactName, channelKind }: OpenConversation): string {
  const whom = contactName === null ? 'them' : firstName(contactName);
  return `Message ${whom} on ${CHANNEL_NAMES[channelKind]}`;
}

function TimeLeft({ window, now }: { window: OpenConversation['window']; now: number }) {
  const left = timeLeft(window, now);
  if (left === null) return null;
  const isNear = isClosingSoon(window, now);
  return (
    <span
      className={
        isNear
          ? 'flex items-center gap-1.5 pb-0.5 text-caption text-warning-text'
          : 'flex items-center gap-1.5 pb-0.5 text-caption text-subtle-foreground'
      }
    >
      <Timer aria-hidden className="size-3.5!" />
      <span>
        <span className="max-lg:hidden">Reply window closes in </span>
        <b
          className={
            isNear ? 'font-semibold tabular-nums' : 'font-medium text-muted-foreground tabular-nums'
          }
        >
          {left}
        </b>
        <span className="lg:hidden"> left to reply</span>
      </span>
    </span>
  );
}

interface QuotedBarProps {
  quoted: Quoted;
  contactName: string;
  onRemove: () => void;
}

function QuotedBar({ quoted, contactName, onRemove }: QuotedBarProps) {
  return (
    <div className="mx-3 mt-1 flex items-center gap-2 rounded-md bg-inset py-1 pr-1 pl-2">
      <Reply aria-hidden className="text-muted-foreground" />
      <span className="min-w-0 flex-1 text-caption">
        <span className="block truncate font-medium">
          Reply to {quoted.author === 'contact' ? contactName : 'our own message'}
        </span>
        <span className="block truncate text-muted-foreground">{quoted.text}</span>
      </span>
      <IconButton
        label="Do not quote"
        size="icon-24"
        icon={<X aria-hidden />}
        className="max-sm:size-10"
        onClick={onRemove}
      />
    </div>
  );
}

/** Silent until a text is more than one message, or nearly too long to be sent at all. */
function Counter({ id, tooMany, parts }: { id: string; tooMany: number; parts: number }) {
  const format = useFormat();
  const words = [
    parts > 1 ? `Will go as ${format.number(parts)} messages` : [],
    tooMany > 0 ? `${format.number(tooMany)} characters too long` : [],
    tooMany <= 0 && tooMany > -COUNTER_FROM ? `${format.number(-tooMany)} characters left` : [],
  ].flat();
  return (
    <span
      id={id}
      className={
        tooMany > 0 ? 'text-caption text-danger-text' : 'text-caption text-subtle-foreground'
      }
    >
      {words.join(' · ')}
    </span>
  );
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
