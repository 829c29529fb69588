'use client';

import Image from 'next/image';
import { useRouter } from 'next/navigation';
import { useId, useRef, useState } from 'react';
import type { ChangeEvent } from 'react';
import { BusinessMark } from '#components/layout/business-mark.tsx';
import { refusalOf } from '#components/refusal.ts';
import { shrinkPicture } from '#components/settings/shrink-picture.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { FieldError } from '#components/ui/field.tsx';
import { showToast } from '#components/ui/toast.ts';

/** The logo of the business: put up, replaced or taken down at once, apart from the form's Save. */
export function LogoField() {
  const { data: business } = trpc.businesses.current.useQuery();
  const { change, remove, isPending, refusal } = useLogo();
  const input = useRef<HTMLInputElement>(null);
  const labelId = useId();
  if (business === undefined) return null;
  const { id, name, logoVersion } = business;
  return (
    <div className="grid gap-1.5" role="group" aria-labelledby={labelId}>
      <span id={labelId} className="font-medium">
        Logo
      </span>
      <div className="flex items-center gap-3">
        <span className="grid size-12 shrink-0 place-items-center overflow-hidden rounded-md border bg-card">
          {logoVersion === null ? (
            <BusinessMark name={name} />
          ) : (
            <Image
              unoptimized
              src={`/api/logo?business=${id}&v=${logoVersion}`}
              alt={`Logo of ${name}`}
              width={48}
              height={48}
              className="size-full object-contain"
            />
          )}
        </span>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          className="hidden"
          aria-label="Logo picture"
          onChange={change}
        />
        <Button pending={isPending} onClick={() => input.current?.click()}>
          {logoVersion === null ? 'Choose a picture' : 'Replace'}
        </Button>
        {logoVersion === null ? null : (
          <Button variant="ghost" disabled={isPending} onClick={remove}>
            Remove
          </Button>
        )}
      </div>
      {refusal === null ? (
        <p className="text-caption text-subtle-foreground">PNG, JPEG or WebP.</p>
      ) : (
        <FieldError>{refusal}</FieldError>
      )}
    </div>
  );
}

function useLogo() {
  const router = useRouter();
  const utils = trpc.useUtils();
  const set = trpc.businesses.setLogo.useMutation();
  const unset = trpc.businesses.removeLogo.useMutation();
  const [refusal, setRefusal] = useState<string | null>(null);
  const run = async (work: () => Promise<unknown>, done: string) => {
    setRefusal(null);
    try {
      await work();
    } catch (error) {
      setRefusal(refusalOf(error).sentence);
      return;
    }
    showToast({ message: done });
    await utils.businesses.invalidate();
    router.refresh();
  };
  const put = async (file: File) => {
    const contentBase64 = await shrinkPicture(file).catch(() => null);
    if (contentBase64 === null) setRefusal('Choose a PNG, JPEG or WebP picture.');
    else await run(() => set.mutateAsync({ contentBase64 }), 'Logo saved');
  };
  return {
    refusal,
    isPending: set.isPending || unset.isPending,
    change: (event: ChangeEvent<HTMLInputElement>) => {
      const file = event.target.files?.[0];
      // The same file may be chosen again after a refusal.
      event.target.value = '';
      if (file !== undefined) void put(file);
    },
    remove: () => void run(() => unset.mutateAsync(), 'Logo removed'),
  };
}
