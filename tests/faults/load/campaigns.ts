import { setTimeout as delay } from 'node:timers/promises';
import type { GivenCampaign } from '#tests/faults/facts.ts';
import type { Random } from '#tests/faults/random.ts';
import type { World } from '#tests/faults/world.ts';

const lookEveryMs = 2_000;
/** A bulk send takes no more contacts by their ids. */
const mostContacts = 10_000;

/** Two bulk sends at once: one is paused and resumed until it is done, the other is cancelled. */
export async function sendInBulk(world: World): Promise<void> {
  const random = world.random.fork('campaigns');
  const { contactIds } = world.audience;
  const some = contactIds.slice(0, Math.min(mostContacts, Math.ceil(contactIds.length / 2)));
  const isSmall = contactIds.length <= mostContacts;
  const [finished, cancelled] = [
    await launch(world, 'Open day', isSmall ? { contactIds } : { isToEveryone: true }),
    await launch(world, 'Sold out', { contactIds: some }),
  ];
  await Promise.all([
    stopAndGoOn(world, finished, random.fork('pauses')),
    cancelSoon(world, cancelled, random.fork('cancel')),
  ]);
}

async function launch(
  world: World,
  name: string,
  to: { contactIds?: string[]; isToEveryone?: boolean },
): Promise<GivenCampaign> {
  const { channelId, contactIds } = world.audience;
  const text = `${name}: come by on Saturday`;
  const { campaignId } = await tell<{ campaignId: string }>(world, 'campaigns.create', {
    ...{ name, text, channelId },
    ...to,
  });
  const size = to.contactIds?.length ?? contactIds.length;
  const given: GivenCampaign = { id: campaignId, text, size, stops: [], isCancelled: false };
  world.given.campaigns.push(given);
  await tell(world, 'campaigns.launch', { campaignId });
  return given;
}

/** Pauses now and then, and waits until everybody was written to. */
async function stopAndGoOn(world: World, given: GivenCampaign, random: Random): Promise<void> {
  const { everyMs, atMost } = world.sizes.pauses;
  for (let pauses = 0; pauses < atMost; pauses += 1) {
    await delay(random.between(everyMs / 2, everyMs * 1.5));
    if (!(await pauseFor(world, given, random.between(2_500, 5_000)))) break;
  }
  const input = { campaignId: given.id };
  const look = () => world.desk.read<{ state: string }>('campaigns.get', input);
  while ((await look()).state !== 'completed') await delay(lookEveryMs);
}

/** False for one that was just done: it cannot be paused any more, and says so. */
async function pauseFor(world: World, given: GivenCampaign, ms: number): Promise<boolean> {
  const input = { campaignId: given.id };
  const answer = await world.desk.ask('campaigns.pause', input);
  if ('refusal' in answer) return false;
  const from = Date.now();
  await delay(ms);
  given.stops.push({ from, until: Date.now() });
  await tell(world, 'campaigns.resume', input);
  return true;
}

async function cancelSoon(world: World, given: GivenCampaign, random: Random): Promise<void> {
  const { everyMs } = world.sizes.pauses;
  await delay(random.between(everyMs / 2, everyMs * 1.5));
  const answer = await world.desk.ask('campaigns.cancel', { campaignId: given.id });
  if ('refusal' in answer) return;
  given.isCancelled = true;
  given.stops.push({ from: Date.now(), until: Number.POSITIVE_INFINITY });
}

async function tell<Data>({ desk }: World, procedure: string, input: unknown): Promise<Data> {
  const answer = await desk.ask<Data>(procedure, input);
  if ('refusal' in answer) throw new Error(`${procedure}: ${answer.refusal}`);
  return answer.data;
}
