import { instagramAdapter } from '#server/channels/instagram/adapter.ts';
import type { ChannelAdapter, ChannelKind } from '#server/channels/types.ts';
import { whatsappAdapter } from '#server/channels/whatsapp/adapter.ts';

const adapters: Record<ChannelKind, ChannelAdapter> = {
  instagram: instagramAdapter,
  whatsapp: whatsappAdapter,
};

/** The adapter of a kind of channel; a kind without one does not compile. */
export function adapterFor(kind: ChannelKind): ChannelAdapter {
  return adapters[kind];
}

/** Whether a word, such as a part of an address, names a kind of channel. */
export function isChannelKind(word: string): word is ChannelKind {
  return Object.hasOwn(adapters, word);
}
