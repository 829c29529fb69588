'use client';

import { BatteryFull, SendHorizontal, Signal, Wifi } from 'lucide-react';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useFormat } from '#components/format.tsx';
import { MessageText } from '#components/inbox/message-text.tsx';
import { Ticks } from '#components/inbox/ticks.tsx';
import { useNow } from '#components/inbox/now.ts';
import type { SandboxChat, SandboxMessage } from '#components/sandbox/sandbox-client.ts';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';

interface PhoneProps {
  businessName: string;
  chat: SandboxChat | null;
  theme: 'light' | 'dark';
  isLost: boolean;
  /** Rejects with a sentence when the message could not be written. */
  onWrite: (text: string) => Promise<void>;
}

/** The customer's phone, with the business's chat open; on a small screen it is the screen. */
export function Phone({ businessName, chat, theme, isLost, onWrite }: PhoneProps) {
  return (
    <div className="flex h-full w-full flex-col sm:max-h-[748px] sm:w-[348px] sm:rounded-[48px] sm:bg-[oklch(0.2_0.004_75)] sm:p-[11px] sm:shadow-[0_0_0_1px_oklch(0.32_0.004_75),var(--shadow-md)]">
      <div
        className={cn(
          theme,
          'flex min-h-0 flex-1 flex-col overflow-hidden bg-background text-foreground sm:rounded-[38px]',
        )}
      >
        <StatusBar />
        <div className="flex h-12 shrink-0 items-center gap-2.5 border-b px-3">
          <span
            aria-hidden
            className="grid size-8 place-items-center rounded-full bg-foreground text-caption font-semibold text-background"
          >
            {businessName.charAt(0).toLocaleUpperCase('en')}
          </span>
          <span className="min-w-0">
            <span className="block truncate font-semibold">{businessName}</span>
            <span className="block text-[11px] leading-[13px] text-subtle-foreground">
              {isLost
                ? 'connecting…'
                : chat?.customer.reachable === false
                  ? 'you are out of reach'
                  : 'business account'}
            </span>
          </span>
        </div>
        <ChatLines chat={chat} />
        <WriteBar onWrite={onWrite} />
      </div>
    </div>
  );
}

function StatusBar() {
  const format = useFormat();
  return (
    <div
      aria-hidden
      className="flex h-9 shrink-0 items-center justify-between px-[22px] pt-1 text-[12px] font-semibold max-sm:hidden"
    >
      <span>{format.time(useNow())}</span>
      <span className="flex items-center gap-1">
        <Signal className="size-3.5!" />
        <Wifi className="size-3.5!" />
        <BatteryFull className="size-[18px]!" />
      </span>
    </div>
  );
}

function ChatLines({ chat }: { chat: SandboxChat | null }) {
  return (
    <div
      role="log"
      aria-label="Chat on the phone"
      tabIndex={0}
      className="focus-inset flex min-h-0 flex-1 flex-col-reverse overflow-y-auto bg-inset"
    >
      <div className="flex flex-col gap-1.5 px-2.5 py-3">
        {chat?.messages.length === 0 ? (
          <p className="pb-6 text-center text-caption text-subtle-foreground">
            Write the first message below.
          </p>
        ) : null}
        {chat?.messages.map((message) => (
          <ChatLine key={message.id} message={message} quoted={quotedIn(chat, message)} />
        ))}
      </div>
    </div>
  );
}

function quotedIn(chat: SandboxChat, { quoted_id: id }: SandboxMessage) {
  return id === null ? undefined : chat.messages.find((message) => message.id === id);
}

interface ChatLineProps {
  message: SandboxMessage;
  quoted: SandboxMessage | undefined;
}

function ChatLine({ message, quoted }: ChatLineProps) {
  const format = useFormat();
  const isMine = message.direction === 'from_customer';
  const hasFailed = message.status === 'failed';
  return (
    <div className={cn('flex max-w-[82%]', isMine && 'self-end')}>
      <div
        className={cn(
          'min-w-0 rounded-lg px-2.5 py-[7px] text-[13.5px] leading-[18px]',
          isMine
            ? 'rounded-br-xs bg-bubble-member text-bubble-member-foreground'
            : 'rounded-bl-xs bg-card text-card-foreground shadow-sm',
        )}
      >
        <span className="sr-only">{isMine ? 'You: ' : 'Business: '}</span>
        {quoted === undefined ? null : (
          <span className="mb-1 flex gap-1.5 rounded-sm bg-[color-mix(in_oklch,var(--foreground)_6%,transparent)] px-1.5 py-1 text-caption">
            <span aria-hidden className="w-0.5 shrink-0 rounded-full bg-primary" />
            <span className="line-clamp-2 [overflow-wrap:anywhere]">{quoted.text}</span>
          </span>
        )}
        {message.kind === 'text' ? <MessageText text={message.text} /> : <i>{message.kind}</i>}
        <span className="float-right mt-1 -mr-0.5 -mb-0.5 ml-2 inline-flex items-center gap-[3px] text-[10.5px] leading-[14px] text-muted-foreground">
          {hasFailed ? 'Not delivered' : format.time(message.at)}
          {isMine ? <Ticks state={message.status} /> : null}
        </span>
      </div>
    </div>
  );
}

function WriteBar({ onWrite }: { onWrite: (text: string) => Promise<void> }) {
  const [text, setText] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const written = text.trim();
    if (written === '') return;
    setText('');
    // What could not be written comes back, unless something new has been begun.
    onWrite(written).catch(() => setText((now) => (now === '' ? written : now)));
  };
  return (
    <>
      <form
        onSubmit={submit}
        className="flex shrink-0 items-center gap-2 border-t px-2.5 pt-2 pb-1.5 max-sm:pb-[max(8px,env(safe-area-inset-bottom))]"
      >
        <input
          aria-label="Message to the business"
          placeholder="Message"
          value={text}
          maxLength={4096}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          className="h-9 min-w-0 flex-1 rounded-full border border-input bg-inset px-3 text-base focus-visible:border-ring focus-visible:outline-none max-sm:h-10 max-sm:text-lg"
        />
        <Button
          type="submit"
          variant="primary"
          size="icon-32"
          aria-label="Send as the customer"
          disabled={text.trim() === ''}
          className="size-9! rounded-full! max-sm:size-10!"
          icon={<SendHorizontal aria-hidden />}
        />
      </form>
      <span
        aria-hidden
        className="mx-auto mt-1 mb-2 h-1 w-28 shrink-0 rounded-full bg-foreground max-sm:hidden"
      />
    </>
  );
}
