'use client';

import { Reply, SmilePlus } from 'lucide-react';
import { lazy } from 'react';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { useReact } from '#components/inbox/use-react.ts';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { IconButton } from '#components/ui/icon-button.tsx';
import { LazyMenu } from '#components/ui/lazy-menu.tsx';

const loadPicker = () =>
  import('#components/inbox/reaction-picker.tsx').then((part) => ({
    default: part.ReactionPicker,
  }));
const ReactionPicker = lazy(loadPicker);

const DEED = 'relative text-subtle-foreground! after:absolute after:inset-x-0 after:-inset-y-2';

interface BubbleDeedsProps {
  message: ThreadMessage;
  onReply: () => void;
}

/** What can be done to a message; stands beside its bubble and takes nothing of its width. */
export function BubbleDeeds({ message, onReply }: BubbleDeedsProps) {
  const react = useReact(message);
  const isOurs = message.direction === 'outbound';
  return (
    <span
      className={cn(
        'absolute inset-y-0 flex items-center opacity-0 group-hover:opacity-100 focus-within:opacity-100 has-aria-expanded:opacity-100 [@media(hover:none)]:opacity-100',
        isOurs ? 'right-full mr-1 flex-row-reverse' : 'left-full ml-1',
      )}
    >
      <IconButton
        label="Reply to this message"
        size="icon-24"
        icon={<Reply aria-hidden />}
        className={DEED}
        onClick={onReply}
      />
      <LazyMenu
        opens="dialog"
        preload={() => void loadPicker()}
        trigger={
          <Button
            variant="ghost"
            size="icon-24"
            aria-label="React to this message"
            title="React to this message"
            icon={<SmilePlus aria-hidden />}
            className={DEED}
          />
        }
        menu={(trigger) => <ReactionPicker trigger={trigger} onPick={react} />}
      />
    </span>
  );
}
