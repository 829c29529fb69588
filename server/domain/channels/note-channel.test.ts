import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { channels } from '#db/schema/channels.ts';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
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

    await noteChannel(at(start), heard.id, start);
    await noteChannel(at(after(59)), heard.id, after(59));
    expect(await lastHeard(heard.id)).toEqual(start);
    await noteChannel(at(after(61)), heard.id, after(61));
    expect(await lastHeard(heard.id)).toEqual(after(61));
    expect(await lastHeard(silent.id)).toBeNull();
    // What came earlier and is applied late.
    await noteChannel(at(after(900)), heard.id, after(-600));
    expect(await lastHeard(heard.id)).toEqual(after(61));
  });

  it('forgets nothing by being renamed, and counts nothing from before it was connected again', async () => {
    const { id: businessId } = await createBusiness();
    const ctx = testContext({ businessId });
    const channel = await createChannel(businessId);
    const tell = (kind: string, channelId: string) =>
      ctx.db((tx) => recordActivity(ctx, tx, { kind, data: { channelId } }));
    const lastHeard = async () =>
      (await ctx.db((tx) => tx.select().from(channels)))[0]?.lastEventAt;
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

    await tell('channel.reconnected', channel.id);
    await noteChannel(ctx, channel.id, minutesAgo(1));
    expect(await lastHeard()).toBeNull();
    const since = minutesAgo(-1);
    await noteChannel(ctx, channel.id, since);
    expect(await lastHeard()).toEqual(since);
    await tell('channel.renamed', channel.id);
    await tell('channel.reconnected', randomUUID());
    const later = minutesAgo(-3);
    await noteChannel(ctx, channel.id, later);
    expect(await lastHeard()).toEqual(later);
  });
});
