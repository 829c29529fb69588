'use client';

import { useEffect, useRef, useState } from 'react';
import { postFile, refusalFor } from '#components/post-file.ts';
import { useShell } from '#components/layout/shell-context.ts';

type MediaKind = 'image' | 'video' | 'document';

export interface Sample {
  /** Of the one chosen here; null before. */
  fileName: string | null;
  /** Of a picture, as it is on this machine. */
  previewUrl: string | null;
  isSending: boolean;
  refusal: string | null;
  /**
   * Hands it over, and resolves with what stands for it in the template; null when that failed, or
   * when it is not wanted any more.
   */
  choose(kind: MediaKind, file: File): Promise<string | null>;
  forget(): void;
}

const NONE = { fileName: null, previewUrl: null, isSending: false, refusal: null };

/** The example file of a header, on its way to WhatsApp. */
export function useSample(channelId: string): Sample {
  const { business } = useShell();
  const [state, setState] = useState<Omit<Sample, 'choose' | 'forget'>>(NONE);
  const { previewUrl } = state;
  useEffect(() => {
    if (previewUrl === null) return undefined;
    return () => URL.revokeObjectURL(previewUrl);
  }, [previewUrl]);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  return {
    ...state,
    forget() {
      running.current?.abort();
      setState(NONE);
    },
    async choose(kind, file) {
      running.current?.abort();
      const sending = new AbortController();
      running.current = sending;
      const { signal } = sending;
      const shown = kind === 'image' ? URL.createObjectURL(file) : null;
      const chosen = { fileName: file.name, previewUrl: shown, refusal: null };
      setState({ ...chosen, isSending: true });
      const query = new URLSearchParams({ channel: channelId, kind, name: file.name });
      const address = `/api/templates/sample?${query.toString()}`;
      try {
        const told = { businessId: business.id, signal };
        const { handle } = await postFile<{ handle: string }>(address, file, told);
        if (signal.aborted) return null;
        setState({ ...chosen, isSending: false });
        return handle;
      } catch (error) {
        if (!signal.aborted) setState({ ...NONE, refusal: refusalFor(error).sentence });
        return null;
      }
    },
  };
}
