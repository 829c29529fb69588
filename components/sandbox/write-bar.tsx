'use client';

import { SendHorizontal, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, SubmitEvent } from 'react';
import { AttachButton } from '#components/sandbox/attach-button.tsx';
import { usePhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';
import { lineOf } from '#components/sandbox/shown-content.ts';
import { Button } from '#components/ui/button.tsx';

/** The message that what is written belongs to. */
export interface Aim {
  message: SandboxMessage;
  to: 'reply' | 'edit';
}

interface WriteBarProps {
  placeholder: string;
  aim: Aim | null;
  onAimless: () => void;
}

/** Where the customer writes: something new, an answer to a message, or one of theirs anew. */
export function WriteBar({ placeholder, aim, onAimless }: WriteBarProps) {
  const { say, edit } = usePhoneDeeds();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const isEditing = aim?.to === 'edit';
  const [aimed, setAimed] = useState(aim);
  if (aimed !== aim) {
    setAimed(aim);
    if (isEditing) setText(aim.message.text);
  }
  useEffect(() => {
    if (aim !== null) field.current?.focus();
  }, [aim]);
  const leave = () => {
    if (isEditing) setText('');
    onAimless();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const written = text.trim();
    if (written === '') return;
    setText('');
    onAimless();
    const beside = aim?.to === 'reply' ? { quoted_id: aim.message.id } : {};
    const sent =
      aim?.to === 'edit'
        ? edit(aim.message, written)
        : say({ type: 'text', text: written }, beside);
    // What could not be written comes back, unless something new has been begun.
    sent.catch(() => setText((now) => (now === '' ? written : now)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && aim !== null) leave();
  };
  return (
    <>
      {aim === null ? null : <AimLine aim={aim} onLeave={leave} />}
      <form
        onSubmit={submit}
        className="flex shrink-0 items-center gap-1.5 border-t px-2 pt-2 pb-1.5 max-sm:pb-[max(8px,env(safe-area-inset-bottom))]"
      >
        <AttachButton />
        <input
          ref={field}
          aria-label="Message to the business"
          placeholder={placeholder}
          value={text}
          maxLength={4096}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-9 min-w-0 flex-1 rounded-full border border-input bg-inset px-3 text-base focus-visible:border-ring focus-visible:outline-none max-sm:h-10 max-sm:text-lg"
        />
        <Button
          type="submit"
          variant="primary"
          size="icon-32"
          aria-label={isEditing ? 'Save the change' : 'Send as the customer'}
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

function AimLine({ aim, onLeave }: { aim: Aim; onLeave: () => void }) {
  return (
    <div className="flex shrink-0 items-center gap-2 border-t bg-inset py-1 pr-2 pl-3 text-caption">
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{aim.to === 'edit' ? 'Edit: ' : 'Reply to: '}</span>
        {lineOf(aim.message)}
      </span>
      <Button
        variant="ghost"
        size="icon-24"
        aria-label={aim.to === 'edit' ? 'Keep it as it was' : 'Do not quote'}
        icon={<X aria-hidden />}
        onClick={onLeave}
      />
    </div>
  );
}
