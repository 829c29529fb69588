import { describe, expect, it } from 'vitest';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { listChannels } from '#server/domain/channels/list-channels.ts';
import { noteChannel } from '#server/domain/channels/note-channel.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

describe('when a channel was last heard from', () => {
  it('is known to the minute, and of this channel alone', async () => {
    const business = await createBusiness();
    const owner = actorOf(await createMember(business.id, { role: 'owner' }));
    const heard = await createChannel(business.id);
    const silent = await createChannel(business.id);
    const at = (now: Date) => testContext({ businessId: business.id, actor: owner, now });
    const start = new Date('2026-03-02T10:00:00Z');
    const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
    const lastHeard = async (id: string) =>
      (await listChannels(at(start))).find((channel) => channel.id === id)?.lastEventAt;

    await noteChannel(at(start), heard.id);
    await noteChannel(at(after(59)), heard.id);
    expect(await lastHeard(heard.id)).toEqual(start);
    await noteChannel(at(after(61)), heard.id);
    expect(await lastHeard(heard.id)).toEqual(after(61));
    expect(await lastHeard(silent.id)).toBeNull();
  });
});
