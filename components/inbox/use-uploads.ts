'use client';

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ClipboardEvent } from 'react';
import { useFormat } from '#components/format.tsx';
import { sendFile } from '#components/inbox/send-file.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { refusalOf } from '#components/inbox/upload-limits.ts';
import { createUploads } from '#components/inbox/uploads.ts';
import type { Upload, Uploads } from '#components/inbox/uploads.ts';
import { useFileDrop } from '#components/inbox/use-file-drop.ts';
import { useShell } from '#components/layout/shell-context.ts';
import { refusalFor } from '#components/post-file.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';
import { maxFilesAtOnce } from '#server/domain/attachments/schema.ts';
import type { ThreadFile } from '#components/inbox/types.ts';

type Discard = (attachmentId: string) => Promise<unknown>;

interface Kept {
  uploads: Uploads;
  discardBy: (discard: Discard) => void;
}

const keptInTab = new Map<string, Kept>();

export interface ComposerFiles {
  list: readonly Upload[];
  limits: OpenConversation['files'];
  isUploading: boolean;
  isReady: boolean;
  isDropping: boolean;
  add(files: readonly File[]): void;
  retry(id: string): void;
  remove(id: string): void;
  /** What is ready goes with the message that is being sent. */
  take(): ThreadFile[];
  onPaste(event: ClipboardEvent): void;
}

/** The files of the reply that is being written in a conversation. */
export function useUploads({ id: conversationId, files: limits }: OpenConversation): ComposerFiles {
  const format = useFormat();
  const { client } = trpc.useUtils();
  const kept = useKept();
  const { uploads } = kept;
  useEffect(() => {
    kept.discardBy((attachmentId) => client.attachments.discard.mutate({ attachmentId }));
  }, [kept, client]);
  const list = useUploadList(conversationId);
  const add = (files: readonly File[]) => {
    const room = Math.max(0, maxFilesAtOnce - list.length);
    if (files.length > room) {
      const message = `A message takes at most ${maxFilesAtOnce} files at a time.`;
      showToast({ tone: 'danger', message });
    }
    const whyNot = (file: File) => refusalOf(file, limits, format.number);
    uploads.add(conversationId, files.slice(0, room), whyNot);
  };
  const isDropping = useFileDrop(add);
  const isOnItsWay = ({ attachment, refusal }: Upload) => attachment === null && refusal === null;
  return {
    list,
    limits,
    isDropping,
    isUploading: list.some(isOnItsWay),
    isReady: list.some(({ attachment }) => attachment !== null),
    add,
    retry: uploads.retry,
    remove: uploads.remove,
    take: () => uploads.take(conversationId),
    onPaste(event) {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      add(files);
    },
  };
}

/** The same, only to look at. */
export function useUploadList(conversationId: string): readonly Upload[] {
  const { uploads } = useKept();
  const [none] = useState<readonly Upload[]>([]);
  const all = useSyncExternalStore(uploads.subscribe, uploads.snapshot, () => none);
  return useMemo(
    () => all.filter((one) => one.conversationId === conversationId),
    [all, conversationId],
  );
}

function useKept(): Kept {
  const { business } = useShell();
  return useMemo(() => keptFor(business.id), [business.id]);
}

/** On the server there is nothing to keep. */
function keptFor(businessId: string): Kept {
  const kept = keptInTab.get(businessId) ?? makeKept(businessId);
  if (typeof window !== 'undefined') keptInTab.set(businessId, kept);
  return kept;
}

function makeKept(businessId: string): Kept {
  let discard: Discard = () => Promise.resolve();
  const uploads = createUploads({
    send: (file, conversationId, told) => sendFile(file, { businessId, conversationId, ...told }),
    discard: (attachmentId) => discard(attachmentId),
    refusalFor,
    preview: (file) => (/^image\/(?!svg)/.test(file.type) ? URL.createObjectURL(file) : null),
    dropPreview: (url) => URL.revokeObjectURL(url),
  });
  return { uploads, discardBy: (next) => void (discard = next) };
}
