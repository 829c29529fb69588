'use client';

import { FileNotHere } from '#components/inbox/content/file-not-here.tsx';
import { fitPicture } from '#components/inbox/content/fit-picture.ts';
import { DownloadLink } from '#components/inbox/content/download-link.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useFreshLink } from '#components/inbox/use-file-deeds.ts';

interface VideoProps {
  messageId: string;
  file: ThreadFile;
  /** "Video from Priya" */
  label: string;
}

/** A video in the browser's own player, in the place that its picture has. */
export function Video({ messageId, file, label }: VideoProps) {
  const onStale = useFreshLink(messageId);
  const { url, thumbnailUrl } = file;
  const { width, height } = fitPicture(file);
  if (url === null) {
    return (
      <span
        style={{ width, minHeight: height }}
        className="grid max-w-full place-items-center rounded-md bg-inset p-2"
      >
        <FileNotHere messageId={messageId} file={file} />
      </span>
    );
  }
  return (
    <span className="grid gap-1" style={{ width }}>
      <video
        controls
        playsInline
        aria-label={label}
        src={url}
        preload={thumbnailUrl === null ? 'metadata' : 'none'}
        {...(thumbnailUrl === null ? {} : { poster: thumbnailUrl })}
        width={width}
        height={height}
        style={{ aspectRatio: `${width} / ${height}` }}
        onError={() => onStale(url)}
        className="max-w-full rounded-md bg-inset object-contain"
      />
      <DownloadLink file={file} />
    </span>
  );
}
