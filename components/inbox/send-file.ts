import type { ThreadFile } from '#components/inbox/types.ts';
import { postFile } from '#components/post-file.ts';

interface Told {
  businessId: string;
  conversationId: string;
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Sends one file that a member adds in a conversation. */
export function sendFile(file: File, { conversationId, ...told }: Told): Promise<ThreadFile> {
  const query = new URLSearchParams({ conversation: conversationId, name: file.name });
  return postFile(`/api/attachments?${query.toString()}`, file, told);
}
