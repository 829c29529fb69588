import { z } from 'zod';

import type { InboundEvent } from '#server/channels/events.ts';
import { faultOf, rejected } from '#server/channels/whatsapp/meta-message.ts';
import { readAddresses, readPerson } from '#server/channels/whatsapp/read-people.ts';
import type { People } from '#server/channels/whatsapp/read-people.ts';
import { providerTime, recordIn } from '#server/channels/meta/untrusted.ts';

const preferenceSchema = z.looseObject({
  timestamp: providerTime,
  category: z.string().optional().catch(undefined),
  value: z.string().min(1).max(64),
});

const wanted = new Map([
  ['stop', false],
  ['resume', true],
  ['signup', true],
]);

/** One item of `user_preferences`: whether a person wants marketing of this business. */
export function readPreference(
  raw: unknown,
  people: People,
  externalChannelId: string,
): InboundEvent {
  const origin = { externalChannelId, raw };
  const parsed = preferenceSchema.safeParse(raw);
  if (!parsed.success) return rejected(origin, faultOf('preference', parsed.error));
  const { timestamp: occurredAt, category, value } = parsed.data;
  const wantsMarketing = wanted.get(value);
  if (wantsMarketing === undefined || (category ?? 'marketing_messages') !== 'marketing_messages') {
    const reason = `The preference “${value}” is not used.`;
    return { type: 'ignored', ...origin, reason };
  }
  const { wa_id: number, user_id: userId, parent_user_id: parentId } = parsed.data;
  const from = readPerson({ number, userId, parentId }, people);
  if (from === null) return rejected(origin, 'The preference does not say whose it is.');
  return { type: 'preference', ...origin, from, wantsMarketing, occurredAt };
}

const moveSchema = z.looseObject({ timestamp: providerTime });

/** One item of `user_id_update`: the business-scoped id of a person is another one from now on. */
export function readIdUpdate(
  raw: unknown,
  _people: People,
  externalChannelId: string,
): InboundEvent {
  const origin = { externalChannelId, raw };
  const parsed = moveSchema.safeParse(raw);
  if (!parsed.success) return rejected(origin, faultOf('id update', parsed.error));
  const { timestamp: occurredAt, wa_id: number } = parsed.data;
  const [ids, parents] = [
    recordIn(parsed.data, 'user_id'),
    recordIn(parsed.data, 'parent_user_id'),
  ];
  const from = readAddresses({ number, userId: ids?.previous, parentId: parents?.previous });
  const to = readAddresses({ userId: ids?.current, parentId: parents?.current });
  if (from === null || to === null) return rejected(origin, 'The id update lacks one of its ids.');
  return { type: 'move', ...origin, from, to, occurredAt };
}
