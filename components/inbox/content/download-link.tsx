'use client';

import { Download } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import { sizeWords } from '#components/inbox/content/content-words.ts';
import type { ThreadFile } from '#components/inbox/types.ts';

/** Takes a file home: "Download · 1.4 MB". */
export function DownloadLink({ file }: { file: ThreadFile }) {
  const format = useFormat();
  if (file.url === null) return null;
  return (
    <a
      href={file.url}
      download={file.fileName ?? ''}
      className="flex min-h-6 items-center gap-1.5 px-1 text-caption text-muted-foreground hover:text-foreground hover:underline"
    >
      <Download aria-hidden className="size-3.5!" />
      Download
      {file.sizeBytes === null ? null : ` · ${sizeWords(file.sizeBytes, format.number)}`}
    </a>
  );
}
