'use client';

import { groupReactions, reactionWords } from '#components/inbox/reactions.ts';
import type { GroupedReaction } from '#components/inbox/reactions.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { useReact } from '#components/inbox/use-react.ts';
import { cn } from '#components/ui/cn.ts';

interface ReactionChipsProps {
  message: ThreadMessage;
  contactName: string;
}

/** What both sides put on a message, on the corner of its bubble. */
export function ReactionChips({ message, contactName }: ReactionChipsProps) {
  const react = useReact(message);
  const isOurs = message.direction === 'outbound';
  return (
    <ul
      aria-label="Reactions"
      className={cn('absolute -bottom-3.5 z-1 flex gap-1', isOurs ? 'right-2' : 'left-2')}
    >
      {groupReactions(message.reactions).map((reaction) => (
        <li key={reaction.emoji}>
          <Chip
            reaction={reaction}
            words={reactionWords(reaction, contactName)}
            onTakeBack={() => react(null)}
          />
        </li>
      ))}
    </ul>
  );
}

interface ChipProps {
  reaction: GroupedReaction;
  words: string;
  onTakeBack: () => void;
}

const CHIP =
  'flex h-6 items-center gap-0.5 rounded-full border bg-background px-1.5 text-caption leading-none shadow-xs';

function Chip({ reaction: { emoji, isOurs, isTheirs }, words, onTakeBack }: ChipProps) {
  const count = isOurs && isTheirs ? <span className="text-muted-foreground">2</span> : null;
  if (!isOurs) {
    return (
      <span role="img" aria-label={words} title={words} className={CHIP}>
        {emoji}
      </span>
    );
  }
  return (
    <button
      type="button"
      aria-label={`${words}. Take it back`}
      title={`${words}. Press to take it back.`}
      onClick={onTakeBack}
      className={cn(CHIP, 'border-primary-border hover:bg-accent')}
    >
      {emoji}
      {count}
    </button>
  );
}
