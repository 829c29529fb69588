'use client';

import { Download, FileText } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import { sizeWords } from '#components/inbox/content/content-words.ts';
import { FileNotHere } from '#components/inbox/content/file-not-here.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';

/** A document by its name and size; pressing it takes it home. */
export function DocumentCard({ messageId, file }: { messageId: string; file: ThreadFile }) {
  const format = useFormat();
  if (file.url === null) return <FileNotHere messageId={messageId} file={file} />;
  return (
    <a
      href={file.url}
      download={file.fileName ?? ''}
      className="group/file -mx-1 flex min-h-8 min-w-0 items-center gap-2 rounded-sm px-1 hover:underline"
    >
      <FileText aria-hidden />
      <span className="min-w-0 [overflow-wrap:anywhere]">{file.fileName ?? 'Document'}</span>
      {file.sizeBytes === null ? null : (
        <span className="shrink-0 text-muted-foreground">
          {sizeWords(file.sizeBytes, format.number)}
        </span>
      )}
      <Download aria-hidden className="size-3.5! shrink-0 text-muted-foreground" />
      <span className="sr-only">Download</span>
    </a>
  );
}
