'use client';

import { AudioPlayer } from '#components/inbox/content/audio-player.tsx';
import { DocumentCard } from '#components/inbox/content/document-card.tsx';
import { Pictures } from '#components/inbox/content/picture.tsx';
import { Sticker } from '#components/inbox/content/sticker.tsx';
import { Video } from '#components/inbox/content/video.tsx';
import type { ThreadFile, ThreadMessage } from '#components/inbox/types.ts';

/** Pictures reach to the edge of their bubble. */
const EDGE = '-mx-2 -mt-1 only:-mb-1';

interface FilesProps {
  message: ThreadMessage;
  contactName: string;
}

/** The files of a message: its pictures together, then the others in their order. */
export function Files({ message, contactName }: FilesProps) {
  const { id, attachments } = message;
  if (attachments.length === 0) return null;
  const from = message.direction === 'outbound' ? 'from us' : `from ${contactName}`;
  const pictures = attachments.filter(({ kind }) => kind === 'image');
  const others = attachments.filter(({ kind }) => kind !== 'image');
  return (
    <>
      {pictures.length === 0 ? null : (
        <div className={EDGE}>
          <Pictures messageId={id} files={pictures} alt={`Photo ${from}`} />
        </div>
      )}
      {others.map((file) => (
        <OtherFile key={file.id} messageId={id} file={file} from={from} />
      ))}
    </>
  );
}

interface OtherFileProps {
  messageId: string;
  file: ThreadFile;
  from: string;
}

function OtherFile({ messageId, file, from }: OtherFileProps) {
  switch (file.kind) {
    case 'video':
      return (
        <div className={EDGE}>
          <Video messageId={messageId} file={file} label={`Video ${from}`} />
        </div>
      );
    case 'audio': {
      const label = `${file.isVoice ? 'Voice message' : 'Audio'} ${from}`;
      return <AudioPlayer messageId={messageId} file={file} label={label} />;
    }
    case 'sticker':
      return <Sticker messageId={messageId} file={file} alt={`Sticker ${from}`} />;
    case 'image':
    case 'document':
      return <DocumentCard messageId={messageId} file={file} />;
  }
}
