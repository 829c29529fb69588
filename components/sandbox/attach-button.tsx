'use client';

import { Plus } from 'lucide-react';
import { lazy, useRef, useState } from 'react';
import type { ChangeEvent } from 'react';
import { usePhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { FileRole } from '#components/sandbox/said-content.ts';
import { Button } from '#components/ui/button.tsx';
import { LazyMenu } from '#components/ui/lazy-menu.tsx';

const loadMenu = () =>
  import('#components/sandbox/attach-menu.tsx').then((part) => ({ default: part.AttachMenu }));
const AttachMenu = lazy(loadMenu);

const ACCEPTED: Record<FileRole, string> = {
  image: 'image/jpeg,image/png',
  video: 'video/mp4,video/3gpp',
  audio: 'audio/*',
  voice: 'audio/ogg,audio/*',
  document: '*/*',
  sticker: 'image/webp',
};

/** Everything that is no text, behind one button. */
export function AttachButton() {
  const { sendFile } = usePhoneDeeds();
  const [role, setRole] = useState<FileRole>('image');
  const [isSending, setIsSending] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const pick = (next: FileRole) => {
    setRole(next);
    // The browser reads what is accepted when its dialog opens, which is before the next drawing.
    if (picker.current !== null) picker.current.accept = ACCEPTED[next];
    picker.current?.click();
  };
  const send = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    target.value = '';
    if (file === undefined) return;
    setIsSending(true);
    await sendFile(file, role).catch(() => undefined);
    setIsSending(false);
  };
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={(event) => void send(event)}
      />
      <LazyMenu
        preload={() => void loadMenu()}
        trigger={
          <Button
            variant="ghost"
            size="icon-32"
            aria-label="Attach"
            pending={isSending}
            className="size-9! rounded-full! max-sm:size-10!"
            icon={<Plus aria-hidden />}
          />
        }
        menu={(trigger) => <AttachMenu trigger={trigger} onPickFile={pick} />}
      />
    </>
  );
}
