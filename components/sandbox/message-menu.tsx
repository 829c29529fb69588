'use client';

import { Forward, Pencil, Reply, SmilePlus, Undo2 } from 'lucide-react';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { COMMON_EMOJI } from '#components/inbox/reactions.ts';
import { usePhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';
import { cn } from '#components/ui/cn.ts';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';

/** Of what there are words to change. */
const EDITABLE = {
  whatsapp: ['text', 'image', 'video', 'document'],
  instagram: ['text'],
};

interface MessageMenuProps {
  message: SandboxMessage;
  trigger: ReactElement;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onReply: (message: SandboxMessage) => void;
  onEdit: (message: SandboxMessage) => void;
}

/** What a customer can do with a message; loaded when it is first reached for. */
export function MessageMenu({
  message,
  trigger,
  isOpen,
  onOpenChange,
  ...props
}: MessageMenuProps) {
  const { kind: channelKind, react, unsend, forward } = usePhoneDeeds();
  const { customer: mine } = message.reactions;
  const isRevisable = message.direction === 'from_customer' || message.is_echo;
  // Who answers or edits goes on in the field below, not at the button that opened this.
  const hasAim = useRef(false);
  const aimAt = (onAim: (message: SandboxMessage) => void) => {
    hasAim.current = true;
    onAim(message);
  };
  const keepFocus = (event: Event) => {
    if (hasAim.current) event.preventDefault();
    hasAim.current = false;
  };
  // Each deed has said itself what went wrong.
  const quietly = (deed: Promise<void>) => void deed.catch(() => undefined);
  return (
    <DropdownMenu open={isOpen} onOpenChange={onOpenChange}>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="center" onCloseAutoFocus={keepFocus}>
        <DropdownMenuLabel>React</DropdownMenuLabel>
        <div className="flex flex-wrap">
          {COMMON_EMOJI.map((emoji) => (
            <DropdownMenuItem
              key={emoji}
              aria-label={mine === emoji ? `Take ${emoji} off` : `React with ${emoji}`}
              className={cn('justify-center text-xl', mine === emoji && 'bg-primary-soft')}
              onSelect={() => quietly(react(message, mine === emoji ? '' : emoji))}
            >
              {emoji}
            </DropdownMenuItem>
          ))}
        </div>
        {mine === null ? null : (
          <DropdownMenuItem
            icon={<SmilePlus aria-hidden />}
            onSelect={() => quietly(react(message, ''))}
          >
            Take the reaction off
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem icon={<Reply aria-hidden />} onSelect={() => aimAt(props.onReply)}>
          Reply
        </DropdownMenuItem>
        <DropdownMenuItem icon={<Forward aria-hidden />} onSelect={() => quietly(forward(message))}>
          Forward to the business
        </DropdownMenuItem>
        {isRevisable && EDITABLE[channelKind].includes(message.kind) ? (
          <DropdownMenuItem icon={<Pencil aria-hidden />} onSelect={() => aimAt(props.onEdit)}>
            Edit
          </DropdownMenuItem>
        ) : null}
        {isRevisable ? (
          <DropdownMenuItem
            tone="danger"
            icon={<Undo2 aria-hidden />}
            onSelect={() => quietly(unsend(message))}
          >
            Unsend
          </DropdownMenuItem>
        ) : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
