'use client';

import { ChevronDown, Forward, Megaphone } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import type { MouseEvent, PointerEvent, ReactNode } from 'react';
import { useFormat } from '#components/format.tsx';
import { Ticks } from '#components/inbox/ticks.tsx';
import { ChatButtons, ChatContent } from '#components/sandbox/chat-content.tsx';
import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';
import { lineOf } from '#components/sandbox/shown-content.ts';
import { SKINS } from '#components/sandbox/skins.ts';
import type { SkinName } from '#components/sandbox/skins.ts';
import { cn } from '#components/ui/cn.ts';

const MessageMenu = dynamic(() =>
  import('#components/sandbox/message-menu.tsx').then((part) => part.MessageMenu),
);

const LONG_PRESS_MS = 500;

interface ChatLineProps {
  message: SandboxMessage;
  quoted: SandboxMessage | undefined;
  skin: SkinName;
  onReply: (message: SandboxMessage) => void;
  onEdit: (message: SandboxMessage) => void;
}

/** One message on the phone; a right click, a long press or its button opens what can be done to it. */
export function ChatLine({ message, quoted, skin, onReply, onEdit }: ChatLineProps) {
  // Null until the menu is first reached for: so long its code is not loaded.
  const [isMenuOpen, setIsMenuOpen] = useState<boolean | null>(null);
  const press = useLongPress(() => setIsMenuOpen(true));
  const isMine = message.direction === 'from_customer';
  const openMenu = (event: MouseEvent) => {
    event.preventDefault();
    setIsMenuOpen(true);
  };
  const trigger = (
    <button
      type="button"
      aria-label="What to do with this message"
      aria-haspopup="menu"
      aria-expanded={isMenuOpen === true}
      className="grid size-6 shrink-0 place-items-center self-center rounded-full text-subtle-foreground opacity-0 group-hover/line:opacity-100 hover:bg-accent focus-visible:opacity-100 aria-expanded:opacity-100 max-sm:opacity-100 [&>.lucide]:size-3.5"
      onClick={() => setIsMenuOpen(true)}
    >
      <ChevronDown aria-hidden />
    </button>
  );
  return (
    <div
      data-message={message.id}
      className={cn(
        'group/line flex max-w-[88%] gap-1',
        isMine ? 'flex-row-reverse self-end' : 'self-start',
      )}
    >
      <div
        className="min-w-0 [-webkit-touch-callout:none]"
        {...(message.is_unsent ? {} : { ...press, onContextMenu: openMenu })}
      >
        <Bubble message={message} quoted={quoted} skin={skin} />
        <ChatButtons message={message} />
        {message.is_unsent ? null : <Reactions {...message.reactions} isMine={isMine} />}
      </div>
      {message.is_unsent ? null : isMenuOpen === null ? (
        trigger
      ) : (
        <MessageMenu
          message={message}
          trigger={trigger}
          isOpen={isMenuOpen}
          onOpenChange={setIsMenuOpen}
          onReply={onReply}
          onEdit={onEdit}
        />
      )}
    </div>
  );
}

/** A finger that rests; a mouse has its right button. */
function useLongPress(onPress: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => clearTimeout(timer.current);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === 'touch') timer.current = setTimeout(onPress, LONG_PRESS_MS);
    },
    onPointerUp: stop,
    onPointerMove: stop,
    onPointerCancel: stop,
  };
}

function Bubble({ message, quoted, skin }: Pick<ChatLineProps, 'message' | 'quoted' | 'skin'>) {
  const isMine = message.direction === 'from_customer';
  const { mine, theirs, faintOnMine } = SKINS[skin];
  const faint = isMine ? faintOnMine : 'text-muted-foreground';
  return (
    <div
      className={cn(
        'flow-root min-w-0 px-2.5 py-[7px] text-[13.5px] leading-[18px]',
        isMine ? mine : theirs,
      )}
    >
      <span className="sr-only">{isMine ? 'You: ' : 'Business: '}</span>
      {message.is_unsent ? (
        <i className={faint}>
          {isMine ? 'You took this message back' : 'This message was taken back'}
        </i>
      ) : (
        <>
          <Beside message={message} quoted={quoted} tone={faint} />
          <ChatContent message={message} />
        </>
      )}
      <Foot message={message} tone={faint} hasTicks={SKINS[skin].hasTicks} />
    </div>
  );
}

interface BesideProps extends Pick<ChatLineProps, 'message' | 'quoted'> {
  tone: string;
}

/** How the message came to be, and what it answers. */
function Beside({ message, quoted, tone }: BesideProps) {
  return (
    <>
      {message.is_referred ? (
        <Mark tone={tone} icon={<Megaphone aria-hidden />}>
          From an ad
        </Mark>
      ) : null}
      {message.forwarded === null ? null : (
        <Mark tone={tone} icon={<Forward aria-hidden />}>
          {message.forwarded === 'often' ? 'Forwarded many times' : 'Forwarded'}
        </Mark>
      )}
      {message.is_echo ? <Mark tone={tone}>Written in the business’s app</Mark> : null}
      {quoted === undefined ? null : (
        <span className="mb-1 flex gap-1.5 rounded-sm bg-[color-mix(in_oklch,var(--foreground)_6%,transparent)] px-1.5 py-1 text-caption">
          <span aria-hidden className="w-0.5 shrink-0 rounded-full bg-primary" />
          <span dir="auto" className="line-clamp-2 [overflow-wrap:anywhere]">
            {lineOf(quoted)}
          </span>
        </span>
      )}
    </>
  );
}

function Mark({ tone, icon, children }: { tone: string; icon?: ReactNode; children: string }) {
  return (
    <span className={cn('mb-0.5 flex items-center gap-1 text-caption [&>.lucide]:size-3', tone)}>
      {icon}
      {children}
    </span>
  );
}

interface FootProps {
  message: SandboxMessage;
  tone: string;
  hasTicks: boolean;
}

function Foot({ message, tone, hasTicks }: FootProps) {
  const format = useFormat();
  const { direction, status, is_edited: isEdited, is_unsent: isUnsent } = message;
  const isTicked = hasTicks && direction === 'from_customer' && status !== 'played';
  return (
    <span
      className={cn(
        'float-right mt-1 -mr-0.5 -mb-0.5 ml-2 inline-flex items-center gap-[3px] text-[10.5px] leading-[14px]',
        tone,
      )}
    >
      {isEdited && !isUnsent ? <span>Edited</span> : null}
      {status === 'failed' ? 'Not delivered' : format.time(message.at)}
      {isTicked ? <Ticks state={status} /> : null}
    </span>
  );
}

interface ReactionsProps {
  customer: string | null;
  business: string | null;
  isMine: boolean;
}

function Reactions({ customer, business, isMine }: ReactionsProps) {
  if (customer === null && business === null) return null;
  const said = [
    ...(customer === null ? [] : [`You reacted with ${customer}`]),
    ...(business === null ? [] : [`The business reacted with ${business}`]),
  ];
  return (
    <span
      role="img"
      aria-label={said.join('. ')}
      className={cn(
        'relative z-10 -mt-1.5 flex w-fit gap-0.5 rounded-full border bg-card px-1.5 text-[12px] leading-5 shadow-xs',
        isMine ? 'mr-2 ml-auto' : 'ml-2',
      )}
    >
      {customer}
      {business}
    </span>
  );
}
