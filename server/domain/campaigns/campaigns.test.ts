import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { activities } from '#db/schema/activities.ts';
import { recipients } from '#db/schema/campaigns.ts';
import { conversations } from '#db/schema/conversations.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { contactIdentities } from '#db/schema/contacts.ts';
import {
  createBusiness,
  createChannel,
  createContact,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import { cancelCampaign } from '#server/domain/campaigns/cancel-campaign.ts';
import { continueCampaign } from '#server/domain/campaigns/continue-campaign.ts';
import { createCampaign } from '#server/domain/campaigns/create-campaign.ts';
import { getCampaign } from '#server/domain/campaigns/get-campaign.ts';
import { holdCampaign } from '#server/domain/campaigns/hold-campaign.ts';
import { launchCampaign } from '#server/domain/campaigns/launch-campaign.ts';
import { listCampaigns } from '#server/domain/campaigns/list-campaigns.ts';
import { pauseCampaign } from '#server/domain/campaigns/pause-campaign.ts';
import { resumeCampaign } from '#server/domain/campaigns/resume-campaign.ts';
import { createCampaignInput } from '#server/domain/campaigns/schema.ts';
import type { CreateCampaignInput } from '#server/domain/campaigns/schema.ts';
import { campaignStateAfter } from '#server/domain/campaigns/transitions.ts';
import { updateChannel } from '#server/domain/channels/update-channel.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let ctx: TestContext;
let asAgent: TestContext;
let channelId: string;

beforeEach(async () => {
  const { id: businessId } = await createBusiness();
  const owner = actorOf(await createMember(businessId, { role: 'owner', name: 'Ana Souza' }));
  ctx = testContext({ businessId, actor: owner });
  asAgent = testContext({ businessId, actor: actorOf(await createMember(businessId)) });
  channelId = (await createChannel(businessId)).id;
});

const create = async (input: Partial<CreateCampaignInput> = {}, as = ctx) => {
  const given = { name: 'Spring offer', channelId, text: 'Ten percent off.', ...input };
  return (await createCampaign(as, { contactIds: [], isToEveryone: true, ...given })).campaignId;
};
const launch = async (input: Partial<CreateCampaignInput> = {}) => {
  const campaignId = await create(input);
  await launchCampaign(ctx, { campaignId });
  return campaignId;
};
const recipientsOf = (campaignId: string) =>
  ctx.db((tx) => tx.select().from(recipients).where(eq(recipients.campaignId, campaignId)));
const kindsTold = async () =>
  (await ctx.db((tx) => tx.select().from(activities).orderBy(activities.id))).map(
    ({ kind }) => kind,
  );
const runsAsked = async () =>
  (await ctx.db((tx) => tx.select().from(jobEvents).orderBy(jobEvents.id))).map(
    ({ key, data }) => ({ key, run: data.run }),
  );

describe('only an admin', () => {
  test.each([
    ['creates', () => create({}, asAgent)],
    ['launches', async () => launchCampaign(asAgent, { campaignId: await create() })],
    ['pauses', async () => pauseCampaign(asAgent, { campaignId: await launch() })],
    ['resumes', async () => resumeCampaign(asAgent, { campaignId: await launch() })],
    ['cancels', async () => cancelCampaign(asAgent, { campaignId: await launch() })],
    ['sees', async () => getCampaign(asAgent, { campaignId: await launch() })],
    ['lists', () => listCampaigns(asAgent, { limit: 10 })],
  ])('%s bulk sends', async (_what, work) => {
    await expect(work()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a bulk send that is put together', () => {
  test('is a draft that reaches nobody and is not listed', async () => {
    await createConversation(ctx.businessId, { channelId });
    const campaignId = await create();
    expect(await getCampaign(ctx, { campaignId })).toMatchObject({
      state: 'draft',
      createdByName: 'Ana Souza',
      progress: { total: 0 },
    });
    expect(await listCampaigns(ctx, { limit: 10 })).toEqual({ campaigns: [], nextCursor: null });
  });

  test('needs an audience, of this business, and a channel of it', async () => {
    await expect(create({ isToEveryone: false })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    const stranger = await createContact((await createBusiness()).id);
    await expect(create({ contactIds: [stranger.id] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const elsewhere = await createChannel((await createBusiness()).id);
    await expect(create({ channelId: elsewhere.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test.each([
    { name: ' ' },
    { text: '' },
    { template: { name: 'Spring Offer', language: 'en' } },
    { template: { name: 'spring_offer', language: 'english' } },
    { template: { name: 'spring_offer', language: 'en', parameters: ['two\nlines'] } },
    { template: { name: 'spring_offer', language: 'en', parameters: [''] } },
  ])('is not taken with %j', (fault) => {
    const good = { name: 'Spring offer', channelId: randomUUID(), text: 'Ten percent off.' };
    expect(createCampaignInput.safeParse(good).success).toBe(true);
    expect(createCampaignInput.safeParse({ ...good, ...fault }).success).toBe(false);
  });
});

describe('launching', () => {
  test('settles the audience: each contact once, who has no address is skipped', async () => {
    const known = await createConversation(ctx.businessId, { channelId });
    const silent = await createContact(ctx.businessId);
    const homeless = await createContact(ctx.businessId);
    await ctx.db((tx) =>
      tx.delete(contactIdentities).where(eq(contactIdentities.contactId, homeless.id)),
    );
    await createConversation(ctx.businessId);
    const contactIds = [known.contactId, silent.id, homeless.id, silent.id];
    const campaignId = await launch({ contactIds });
    const written = await recipientsOf(campaignId);
    expect(
      Object.fromEntries(
        written.map(({ contactId, state, reason }) => [contactId, [state, reason]]),
      ),
    ).toEqual({
      [known.contactId]: ['waiting', null],
      [silent.id]: ['waiting', null],
      [homeless.id]: ['skipped', 'address_missing'],
    });
  });

  test('gives who never wrote a conversation that is closed and last in the list', async () => {
    const silent = await createContact(ctx.businessId);
    await launch({ contactIds: [silent.id], isToEveryone: false });
    const made = await ctx.db((tx) => tx.select().from(conversations));
    expect(made).toMatchObject([
      { contactId: silent.id, status: 'closed', address: silent.address, unreadCount: 0 },
    ]);
  });

  test('writes to nobody at an address that they have left', async () => {
    const { id: contactId } = await createContact(ctx.businessId);
    const identity = { businessId: ctx.businessId, contactId, channelKind: 'whatsapp' as const };
    await ctx.db(async (tx) => {
      await tx.update(contactIdentities).set({ leftAt: new Date(), leftFor: '5511900001111' });
      await tx.insert(contactIdentities).values({ ...identity, address: '5511900001111' });
    });
    await launch({ contactIds: [contactId], isToEveryone: false });
    const made = await ctx.db((tx) => tx.select().from(conversations));
    expect(made).toMatchObject([{ contactId, address: '5511900001111' }]);
  });

  test('twice, or by two at once, is launching once', async () => {
    await createConversation(ctx.businessId, { channelId });
    const campaignId = await create();
    await Promise.all([1, 2, 3].map(() => launchCampaign(ctx, { campaignId })));
    expect(await recipientsOf(campaignId)).toHaveLength(1);
    expect(await runsAsked()).toEqual([{ key: `campaign/${campaignId}/1`, run: 1 }]);
    expect(await kindsTold()).toEqual(['campaign.created', 'campaign.launched']);
  });

  test('is refused while the channel sends nothing', async () => {
    const paused = await createChannel(ctx.businessId, { status: 'paused' });
    await expect(launch({ channelId: paused.id })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      details: { reason: 'channel_paused' },
    });
  });
});

describe('pausing, resuming and cancelling', () => {
  test('each is done once however often it is asked for, and told on the timeline', async () => {
    const campaignId = await launch();
    await Promise.all([1, 2].map(() => pauseCampaign(ctx, { campaignId })));
    await Promise.all([1, 2].map(() => resumeCampaign(ctx, { campaignId })));
    await Promise.all([1, 2].map(() => cancelCampaign(ctx, { campaignId })));
    expect((await kindsTold()).slice(2)).toEqual([
      'campaign.paused',
      'campaign.resumed',
      'campaign.cancelled',
    ]);
    expect((await runsAsked()).map(({ run }) => run)).toEqual([1, 2]);
  });

  test('lead only where the table of transitions says', () => {
    expect(campaignStateAfter('pause', 'draft')).toBeNull();
    expect(campaignStateAfter('resume', 'cancelled')).toBeNull();
    expect(campaignStateAfter('cancel', 'completed')).toBeNull();
    expect(campaignStateAfter('launch', 'paused')).toBeNull();
    expect(campaignStateAfter('resume', 'running')).toBe('there');
    expect(campaignStateAfter('cancel', 'draft')).toBe('cancelled');
  });

  test('a draft can only be launched or cancelled', async () => {
    const campaignId = await create();
    await expect(pauseCampaign(ctx, { campaignId })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(resumeCampaign(ctx, { campaignId })).rejects.toMatchObject({ code: 'CONFLICT' });
    await cancelCampaign(ctx, { campaignId });
    await expect(launchCampaign(ctx, { campaignId })).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('handing a campaign on', () => {
  test('begins one new run, however often the old one asks', async () => {
    const campaignId = await launch();
    await Promise.all([1, 2, 3].map(() => continueCampaign(ctx, { campaignId, run: 1 })));
    expect((await runsAsked()).map(({ run }) => run)).toEqual([1, 2]);
  });

  test('begins none of a campaign that is paused', async () => {
    const campaignId = await launch();
    await pauseCampaign(ctx, { campaignId });
    await continueCampaign(ctx, { campaignId, run: 1 });
    expect(await runsAsked()).toHaveLength(1);
  });
});

test('a new daily limit wakes what waited for room under the old one, and nothing else', async () => {
  const [waiting, running] = [await launch(), await launch()];
  const until = new Date(Date.now() + 3_600_000);
  await ctx.db((tx) => holdCampaign(ctx, tx, waiting, { reason: 'daily_limit_reached', until }));
  await updateChannel(ctx, { channelId, sendsPerSecond: 80, newPeoplePerDay: 2_000 });
  expect(await getCampaign(ctx, { campaignId: waiting })).toMatchObject({ waitUntil: null });
  expect((await runsAsked()).map(({ key }) => key)).toEqual([
    `campaign/${waiting}/1`,
    `campaign/${running}/1`,
    `campaign/${waiting}/2`,
  ]);
});

test('the list is newest first and goes on where the page ended', async () => {
  const launched = [await launch(), await launch(), await launch()].toReversed();
  const first = await listCampaigns(ctx, { limit: 2 });
  expect(first.campaigns.map(({ id }) => id)).toEqual(launched.slice(0, 2));
  const second = await listCampaigns(ctx, { limit: 2, cursor: first.nextCursor ?? undefined });
  expect(second.campaigns.map(({ id }) => id)).toEqual(launched.slice(2));
  expect(second.nextCursor).toBeNull();
});
