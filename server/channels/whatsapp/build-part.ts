import type { FileKind, OutboundFile, Place } from '#server/channels/content.ts';

export type Json = Record<string, unknown>;

/** Which kind of interactive message it is, and what pressing does. */
export interface Action {
  type: string;
  action: Json;
}

/** A place in a message or in the header of a template; WhatsApp knows no address on the web for it. */
export function buildPlace({ latitude, longitude, name, address }: Place): Json {
  return { latitude, longitude, ...given({ name, address }) };
}

/** Without what is not there, or empty: Meta refuses empty texts. */
export function given(fields: Record<string, string | undefined>): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}

/** A file by its id there or by its link; only a document shows its name. */
export function buildFile(file: OutboundFile, kind: FileKind): Json {
  return {
    ...('providerMediaId' in file ? { id: file.providerMediaId } : { link: file.link }),
    ...(kind === 'document' && given({ filename: file.fileName })),
  };
}
