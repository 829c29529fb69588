import { instagramSetup } from '#server/channels/instagram/inspect.ts';
import type { ChannelSetup } from '#server/channels/setup.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { whatsappSetup } from '#server/channels/whatsapp/inspect.ts';

const setups: Record<ChannelKind | 'instagram', ChannelSetup> = {
  instagram: instagramSetup,
  whatsapp: whatsappSetup,
};

/** How accounts of this kind are connected and looked after; a kind without it does not compile. */
export function setupFor(kind: ChannelKind): ChannelSetup {
  return setups[kind];
}
