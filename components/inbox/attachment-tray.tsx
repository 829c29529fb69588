'use client';

import { FileText, Film, Image as ImageIcon, Mic, Paperclip, RotateCw, X } from 'lucide-react';
import { useRef } from 'react';
import { useFormat } from '#components/format.tsx';
import type { Format } from '#components/create-format.ts';
import { sizeWords } from '#components/inbox/content/content-words.ts';
import { limitWords } from '#components/inbox/upload-limits.ts';
import type { Upload } from '#components/inbox/uploads.ts';
import type { ComposerFiles } from '#components/inbox/use-uploads.ts';
import { IconButton } from '#components/ui/icon-button.tsx';

/** The files that go with the reply, and what the channel takes. */
export function AttachmentTray({ files }: { files: ComposerFiles }) {
  const format = useFormat();
  const { list, isDropping } = files;
  const limits = limitWords(files.limits, format.number);
  if (isDropping) {
    return (
      <p className="mx-3 mt-1 rounded-md border border-dashed border-ring bg-inset px-3 py-4 text-center text-muted-foreground">
        Drop the files here to add them
        <span className="block text-caption text-subtle-foreground">{limits}</span>
      </p>
    );
  }
  if (list.length === 0) return null;
  return (
    <div className="mx-3 mt-1 grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <ul
        aria-label="Files to send"
        className="-m-1 flex max-h-52 flex-wrap gap-2 overflow-y-auto p-1"
      >
        {list.map((upload) => (
          <TrayItem key={upload.id} upload={upload} files={files} />
        ))}
      </ul>
      <p className="text-caption text-subtle-foreground">{limits}</p>
    </div>
  );
}

function TrayItem({ upload, files }: { upload: Upload; files: ComposerFiles }) {
  const { id, file, refusal, attachment } = upload;
  const format = useFormat();
  const isRefused = refusal !== null;
  return (
    <li
      className={`flex min-h-14 w-60 items-center gap-2 rounded-md border bg-inset pr-1 pl-1.5 max-sm:w-full ${isRefused ? 'border-danger-text' : ''}`}
    >
      <Preview upload={upload} />
      <span className="min-w-0 flex-1 text-caption">
        <span className="block truncate font-medium" title={file.name}>
          {file.name}
        </span>
        <span
          role={isRefused ? 'alert' : undefined}
          className={isRefused ? 'block text-danger-text' : 'block truncate text-muted-foreground'}
        >
          {refusal?.sentence ?? standing(upload, format.number)}
        </span>
        {isRefused || attachment !== null ? null : (
          <progress
            value={upload.progress}
            aria-label={`Uploading ${file.name}`}
            className="block h-1 w-full appearance-none overflow-hidden rounded-full bg-muted [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-primary"
          />
        )}
      </span>
      {refusal?.canRetry === true ? (
        <IconButton
          label={`Try ${file.name} again`}
          size="icon-24"
          icon={<RotateCw aria-hidden />}
          className="max-sm:size-10"
          onClick={() => files.retry(id)}
        />
      ) : null}
      <IconButton
        label={`Remove ${file.name}`}
        size="icon-24"
        icon={<X aria-hidden />}
        className="max-sm:size-10"
        onClick={() => files.remove(id)}
      />
    </li>
  );
}

function standing({ file, attachment, progress }: Upload, number: Format['number']): string {
  const size = sizeWords(file.size, number);
  if (attachment === null && progress === 1) return `${size} · looked at…`;
  if (attachment === null) return `${size} · ${Math.round(progress * 100)}%`;
  const isDocument = attachment.kind === 'document' && /^(image|video|audio)\//.test(file.type);
  return isDocument ? `${size} · goes as a document` : size;
}

function Preview({ upload: { file, previewUrl } }: { upload: Upload }) {
  if (previewUrl !== null) {
    return (
      // eslint-disable-next-line @next/next/no-img-element -- a picture of this machine, not of a server
      <img src={previewUrl} alt="" className="size-11 shrink-0 rounded-sm object-cover" />
    );
  }
  const [family] = file.type.split('/', 1);
  const icons = { image: ImageIcon, video: Film, audio: Mic } as const;
  const Icon =
    family !== undefined && family in icons ? icons[family as keyof typeof icons] : FileText;
  return (
    <span className="grid size-11 shrink-0 place-items-center rounded-sm bg-card text-muted-foreground">
      <Icon aria-hidden />
    </span>
  );
}

/** Opens the machine's own picker. */
export function AttachButton({ files, isDisabled }: { files: ComposerFiles; isDisabled: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        className="hidden"
        aria-label="Files to send"
        onChange={({ target }) => {
          files.add([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      <IconButton
        label="Add files"
        size="icon-28"
        icon={<Paperclip aria-hidden />}
        disabled={isDisabled}
        className="mr-auto max-sm:size-10"
        onClick={() => input.current?.click()}
      />
    </>
  );
}
