'use client';

import { useId, useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { COMMON_EMOJI, emojiIn } from '#components/inbox/reactions.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Popover, PopoverContent, PopoverTrigger } from '#components/ui/popover.tsx';

interface ReactionPickerProps {
  trigger: ReactElement;
  onPick: (emoji: string) => void;
}

/** Six usual emoji, and a field for any other; loaded when it is reached for. */
export function ReactionPicker({ trigger, onPick }: ReactionPickerProps) {
  const [isOpen, setIsOpen] = useState(true);
  const pick = (emoji: string) => {
    setIsOpen(false);
    onPick(emoji);
  };
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent label="React to this message" className="grid gap-2 p-2">
        <div className="flex gap-0.5">
          {COMMON_EMOJI.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={`React with ${emoji}`}
              onClick={() => pick(emoji)}
              className="grid size-9 place-items-center rounded-sm text-xl hover:bg-accent max-sm:size-11"
            >
              {emoji}
            </button>
          ))}
        </div>
        <AnyOther onPick={pick} />
      </PopoverContent>
    </Popover>
  );
}

function AnyOther({ onPick }: { onPick: (emoji: string) => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const emoji = emojiIn(text);
    if (emoji === null) setIsWrong(true);
    else onPick(emoji);
  };
  return (
    <form onSubmit={submit} className="grid gap-1">
      <span className="flex gap-2">
        <Input
          aria-label="Any other emoji"
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? id : undefined}
          placeholder="Any other emoji"
          maxLength={32}
          autoComplete="off"
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setIsWrong(false);
          }}
          className="w-36 flex-1"
        />
        <Button type="submit">React</Button>
      </span>
      {isWrong ? (
        <span id={id} role="alert" className="text-caption text-danger-text">
          Type one emoji.
        </span>
      ) : null}
    </form>
  );
}
