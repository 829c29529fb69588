'use client';

import { BatteryFull, Camera, ChevronLeft, Signal, Wifi } from 'lucide-react';
import { Fragment, useState } from 'react';
import { useFormat } from '#components/format.tsx';
import { useNow } from '#components/inbox/now.ts';
import { ChatLine } from '#components/sandbox/chat-line.tsx';
import type { SandboxChat, SandboxMessage } from '#components/sandbox/sandbox-client.ts';
import { SKINS } from '#components/sandbox/skins.ts';
import type { SkinName } from '#components/sandbox/skins.ts';
import { useIsTyping } from '#components/sandbox/use-is-typing.ts';
import { WriteBar } from '#components/sandbox/write-bar.tsx';
import type { Aim } from '#components/sandbox/write-bar.tsx';
import { ChannelGlyph } from '#components/ui/channel-glyph.tsx';
import { cn } from '#components/ui/cn.ts';

interface PhoneProps {
  businessName: string;
  chat: SandboxChat | null;
  skin: SkinName;
  theme: 'light' | 'dark';
  isLost: boolean;
}

/** The customer's phone, with the business's chat open; on a small screen it is the screen. */
export function Phone({ businessName, chat, skin, theme, isLost }: PhoneProps) {
  const [aim, setAim] = useState<Aim | null>(null);
  return (
    <div className="flex h-full w-full flex-col sm:max-h-[748px] sm:w-[348px] sm:rounded-[48px] sm:bg-[oklch(0.2_0.004_75)] sm:p-[11px] sm:shadow-[0_0_0_1px_oklch(0.32_0.004_75),var(--shadow-md)]">
      <div
        className={cn(
          theme,
          'flex min-h-0 flex-1 flex-col overflow-hidden bg-background text-foreground sm:rounded-[38px]',
        )}
      >
        <StatusBar />
        <ChatHead businessName={businessName} chat={chat} skin={skin} isLost={isLost} />
        <ChatLines chat={chat} skin={skin} onAim={setAim} />
        <WriteBar placeholder={SKINS[skin].placeholder} aim={aim} onAimless={() => setAim(null)} />
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

type ChatHeadProps = Pick<PhoneProps, 'businessName' | 'chat' | 'skin' | 'isLost'>;

function ChatHead({ businessName, chat, skin, isLost }: ChatHeadProps) {
  const isTyping = useIsTyping(chat?.typing_until ?? null);
  const presence = isLost
    ? 'connecting…'
    : chat?.customer.reachable === false
      ? 'you are out of reach'
      : isTyping
        ? 'typing…'
        : SKINS[skin].presence;
  return (
    <div className="flex h-12 shrink-0 items-center gap-2.5 border-b px-3">
      {skin === 'instagram' ? <ChevronLeft aria-hidden className="-mr-1 size-5!" /> : null}
      <span className="relative shrink-0">
        <span
          aria-hidden
          className="grid size-8 place-items-center rounded-full bg-foreground text-caption font-semibold text-background"
        >
          {businessName.charAt(0).toLocaleUpperCase('en')}
        </span>
        {skin === 'instagram' ? (
          <ChannelGlyph
            kind="instagram"
            size="16"
            isDecorative
            className="absolute -right-1 -bottom-1 ring-2 ring-background"
          />
        ) : null}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{businessName}</span>
        <span
          aria-live="polite"
          className="block text-[11px] leading-[13px] text-subtle-foreground"
        >
          {presence}
        </span>
      </span>
      {skin === 'instagram' ? (
        <Camera aria-hidden className="size-[18px]! text-muted-foreground" />
      ) : null}
    </div>
  );
}

interface ChatLinesProps {
  chat: SandboxChat | null;
  skin: SkinName;
  onAim: (aim: Aim) => void;
}

function ChatLines({ chat, skin, onAim }: ChatLinesProps) {
  return (
    <div
      role="log"
      aria-label="Chat on the phone"
      tabIndex={0}
      className={cn(
        'focus-inset flex min-h-0 flex-1 flex-col-reverse overflow-y-auto',
        SKINS[skin].ground,
      )}
    >
      <div className="flex flex-col gap-1.5 px-2.5 py-3">
        {chat?.messages.length === 0 ? (
          <p className="pb-6 text-center text-caption text-subtle-foreground">
            Write the first message below.
          </p>
        ) : null}
        {chat?.messages.map((message, index) => (
          <Fragment key={message.id}>
            <DayMark at={message.at} before={chat.messages[index - 1]?.at} />
            <ChatLine
              message={message}
              quoted={quotedIn(chat, message)}
              skin={skin}
              onReply={(to) => onAim({ message: to, to: 'reply' })}
              onEdit={(to) => onAim({ message: to, to: 'edit' })}
            />
          </Fragment>
        ))}
      </div>
    </div>
  );
}

/** Where another day begins, unless all of it is of today. */
function DayMark({ at, before }: { at: string; before: string | undefined }) {
  const format = useFormat();
  const now = useNow();
  if (format.dayKey(at) === format.dayKey(before ?? now)) return null;
  return (
    <span className="self-center rounded-full bg-card px-2.5 py-0.5 text-count text-muted-foreground shadow-xs">
      {format.day(at, now)}
    </span>
  );
}

function quotedIn(chat: SandboxChat, { quoted_id: id }: SandboxMessage) {
  return id === null ? undefined : chat.messages.find((message) => message.id === id);
}
