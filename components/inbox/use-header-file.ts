'use client';

import { useEffect, useRef, useState } from 'react';
import { useFormat } from '#components/format.tsx';
import { sizeWords } from '#components/inbox/content/content-words.ts';
import { sendFile } from '#components/inbox/send-file.ts';
import type { OpenConversation, ThreadFile } from '#components/inbox/types.ts';
import { useShell } from '#components/layout/shell-context.ts';
import { refusalFor } from '#components/post-file.ts';
import { trpc } from '#components/trpc-provider.tsx';

export type HeaderFileKind = 'image' | 'video' | 'document';

interface State {
  file: File | null;
  attachment: ThreadFile | null;
  refusal: string | null;
}

export interface HeaderFile extends State {
  isSending: boolean;
  choose(file: File): void;
  /** It goes with a message now, and is not to be taken back. */
  handOver(): void;
}

const NONE: State = { file: null, attachment: null, refusal: null };
const WORDS = { image: 'a picture', video: 'a video', document: 'a document' } as const;

/** The file that a member puts into the header of a template; what is not sent is taken back. */
export function useHeaderFile(
  { id: conversationId, files: limits }: OpenConversation,
  kind: HeaderFileKind | null,
): HeaderFile {
  const { business } = useShell();
  const { number } = useFormat();
  const { client } = trpc.useUtils();
  const [state, setState] = useState<State>(NONE);
  const running = useRef<AbortController | null>(null);
  const unsent = useRef<string | null>(null);
  const takeBack = useRef(() => undefined as void);
  takeBack.current = () => {
    running.current?.abort();
    const attachmentId = unsent.current;
    unsent.current = null;
    if (attachmentId !== null) {
      client.attachments.discard.mutate({ attachmentId }).catch(() => undefined);
    }
  };
  useEffect(() => () => takeBack.current(), []);

  async function send(file: File, wanted: HeaderFileKind): Promise<void> {
    const aborting = new AbortController();
    running.current = aborting;
    setState({ ...NONE, file });
    const told = { businessId: business.id, conversationId, onProgress: () => undefined };
    try {
      const attachment = await sendFile(file, { ...told, signal: aborting.signal });
      unsent.current = attachment.id;
      if (aborting.signal.aborted) takeBack.current();
      else if (attachment.kind === wanted) setState({ file, attachment, refusal: null });
      else refuse(`This is not ${WORDS[wanted]} that the channel takes. Choose another file.`);
    } catch (error) {
      if (!aborting.signal.aborted) setState({ ...NONE, refusal: refusalFor(error).sentence });
    }
  }

  function refuse(refusal: string): void {
    takeBack.current();
    setState({ ...NONE, refusal });
  }

  return {
    ...state,
    isSending: state.file !== null && state.attachment === null,
    choose(file) {
      if (kind === null) return;
      takeBack.current();
      const { maxBytes } = limits[kind];
      if (file.size === 0) refuse('This file is empty.');
      else if (file.size > maxBytes) refuse(`This is larger than ${sizeWords(maxBytes, number)}.`);
      else void send(file, kind);
    },
    handOver: () => {
      unsent.current = null;
    },
  };
}
