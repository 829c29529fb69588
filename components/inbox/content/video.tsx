'use client';

import { useState } from 'react';
import { FileNotHere } from '#components/inbox/content/file-not-here.tsx';
import { fitPicture } from '#components/inbox/content/fit-picture.ts';
import { DownloadLink } from '#components/inbox/content/download-link.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useFreshLink, useSteadyLink } from '#components/inbox/use-file-deeds.ts';

interface VideoProps {
  messageId: string;
  file: ThreadFile;
  /** "Video from Priya" */
  label: string;
}

/** A video in the browser's own player, in the place that its picture has. */
export function Video({ messageId, file, label }: VideoProps) {
  const { url } = file;
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
  return <Player messageId={messageId} file={file} label={label} url={url} />;
}

function Player({ messageId, file, label, url }: VideoProps & { url: string }) {
  const [isBroken, setIsBroken] = useState(false);
  const onStale = useFreshLink(messageId);
  const { link, renew } = useSteadyLink(url);
  const { thumbnailUrl } = file;
  const { width, height } = fitPicture(file);
  return (
    <span className="grid max-w-full gap-1" style={{ width }}>
      <video
        controls
        playsInline
        aria-label={label}
        src={link}
        preload={thumbnailUrl === null ? 'metadata' : 'none'}
        {...(thumbnailUrl === null ? {} : { poster: thumbnailUrl })}
        width={width}
        height={height}
        style={{ aspectRatio: `${width} / ${height}` }}
        onLoadedMetadata={() => setIsBroken(false)}
        onError={() => {
          setIsBroken(true);
          renew();
          onStale(link);
        }}
        className="max-w-full rounded-md bg-inset object-contain"
      />
      {isBroken ? (
        <span role="status" className="px-1 text-caption text-danger-text">
          It cannot be played here. Download it to watch.
        </span>
      ) : null}
      <DownloadLink file={file} />
    </span>
  );
}
