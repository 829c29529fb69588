import { sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';

/**
 * The newest trouble that the provider told of a channel, that it has not taken back since, and
 * that no admin has seen to; null = none. It stands where the warning before it is over.
 */
export async function findStandingTrouble(
  tx: BusinessTx,
  channelId: string,
): Promise<string | null> {
  const { rows } = await tx.execute<{ sentence: string }>(sql`
    select bad.data ->> 'sentence' as sentence from ${activities} bad
    where bad.kind = 'channel.noted' and bad.data ->> 'channelId' = ${channelId}
      and bad.data ->> 'isBad' = 'true'
      and not exists (
        select from ${activities} later
        where later.data ->> 'channelId' = ${channelId}
          and (
            later.id > bad.id and later.kind in
              ('channel.resumed', 'channel.credentials_changed', 'channel.reconnected')
            or later.kind = 'channel.noted' and later.data ->> 'isBad' = 'false'
              and later.data ->> 'what' =
                case bad.data ->> 'what' when 'restricted' then 'restored' else bad.data ->> 'what' end
              and later.data ->> 'at' > bad.data ->> 'at'
          )
      )
    order by bad.data ->> 'at' desc limit 1`);
  return rows[0]?.sentence ?? null;
}
