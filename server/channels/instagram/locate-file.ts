import type { ChannelConnection, FileLocation, WantedFile } from '#server/channels/types.ts';

/** An event names the address itself, which wants no token; there is none to ask for once it has ended. */
export function locateFile(
  _connection: ChannelConnection,
  { url }: WantedFile,
): Promise<FileLocation> {
  if (url !== undefined) return Promise.resolve({ ok: true, url });
  const text = 'Instagram did not say where this file is.';
  return Promise.resolve({ ok: false, text, canRetry: false });
}
