import { findExpiringChannels } from '#db/system.ts';
import { CHANNEL_KINDS } from '#server/channels/types.ts';
import type { ChannelPort } from '#server/domain/context.ts';

/** A token is renewed from so many days before its end. */
const renewedBeforeDays = 10;

/** The channels whose token is to be renewed now, whose ever they are; also those of unknown age. */
export async function listExpiringChannels(
  ports: Pick<ChannelPort, 'adapterFor'>,
  now: Date,
): Promise<{ businessId: string; channelId: string }[]> {
  const kinds = CHANNEL_KINDS.filter(
    (kind) => ports.adapterFor(kind).refreshCredentials !== undefined,
  );
  const before = new Date(now.getTime() + renewedBeforeDays * 86_400_000);
  return findExpiringChannels(kinds, before);
}
