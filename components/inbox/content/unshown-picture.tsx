import { ImageOff } from 'lucide-react';
import { DownloadLink } from '#components/inbox/content/download-link.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';

/** A picture that is here and that this browser cannot draw, such as one in a phone's own format. */
export function UnshownPicture({ file }: { file: ThreadFile }) {
  return (
    <span className="grid justify-items-center gap-1 text-caption text-muted-foreground">
      <ImageOff aria-hidden className="size-5!" />
      <span className="text-center">This picture cannot be shown here.</span>
      <DownloadLink file={file} />
    </span>
  );
}
