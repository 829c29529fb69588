import { eq } from 'drizzle-orm';
import { forBusiness } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { findChannelsSealedOtherwise } from '#db/system.ts';
import type { ChannelPort } from '#server/domain/context.ts';
import { CannotOpenError } from '#server/encryption.ts';

const channelsPerTurn = 100;

export interface Resealed {
  resealed: number;
  /** Sealed with a key that is not known, so left as they are. */
  locked: number;
}

/**
 * Seals the credentials of every channel anew with the current key, each in a transaction of its own:
 * stopped in the middle it goes on where it was, and what is done already is not touched.
 */
export async function resealChannels(
  port: Pick<ChannelPort, 'connectionFor' | 'seal'>,
  currentPrefix: string,
): Promise<Resealed> {
  let resealed = 0;
  // A server that still ran with the former key may have sealed something behind our back.
  for (;;) {
    const round = await resealRound(port, currentPrefix);
    resealed += round.resealed;
    if (round.resealed === 0) return { resealed, locked: round.locked };
  }
}

async function resealRound(
  port: Pick<ChannelPort, 'connectionFor' | 'seal'>,
  currentPrefix: string,
): Promise<Resealed> {
  const total: Resealed = { resealed: 0, locked: 0 };
  let after: string | null = null;
  for (;;) {
    const page = await findChannelsSealedOtherwise(currentPrefix, after, channelsPerTurn);
    for (const { businessId, id } of page) {
      const outcome = await resealChannel(port, currentPrefix, businessId, id);
      if (outcome !== 'gone') total[outcome] += 1;
      after = id;
    }
    if (page.length < channelsPerTurn) return total;
  }
}

function resealChannel(
  port: Pick<ChannelPort, 'connectionFor' | 'seal'>,
  currentPrefix: string,
  businessId: string,
  channelId: string,
): Promise<keyof Resealed | 'gone'> {
  return forBusiness(businessId, async (tx) => {
    const [channel] = await tx
      .select()
      .from(channels)
      .where(eq(channels.id, channelId))
      .for('update');
    const sealed = channel?.encryptedCredentials ?? '';
    // Changed or disconnected since it was found.
    if (channel === undefined || sealed === '' || sealed.startsWith(currentPrefix)) return 'gone';
    try {
      const { credentials } = port.connectionFor(channel);
      await tx
        .update(channels)
        .set({ encryptedCredentials: port.seal(channel, credentials) })
        .where(eq(channels.id, channelId));
      return 'resealed';
    } catch (error) {
      if (error instanceof CannotOpenError) return 'locked';
      throw error;
    }
  });
}
