import type { ChannelConnection, FileLocation, WantedFile } from '#server/channels/types.ts';

/** A story ends after a day, and any other address at some time: nothing tells them apart. */
const endedText =
  'Instagram does not have this file any more. Stories are there for 24 hours only.';

/** An event names the address itself, which wants no token; there is none to ask for once it has ended. */
export function locateFile(
  _connection: ChannelConnection,
  { url }: WantedFile,
): Promise<FileLocation> {
  if (url !== undefined) return Promise.resolve({ ok: true, url, endedText });
  const text = 'Instagram did not say where this file is.';
  return Promise.resolve({ ok: false, text, canRetry: false });
}
