import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { checkChannel } from '#server/domain/channels/check-channel.ts';
import { connectChannel } from '#server/domain/channels/connect-channel.ts';
import { listChannels } from '#server/domain/channels/list-channels.ts';
import { startProvider } from '#tests/setup/provider.ts';
import type { Provider } from '#tests/setup/provider.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let provider: Provider;
let ctx: TestContext;
let channelId: string;

beforeEach(async () => {
  provider = await startProvider();
  const { id: businessId } = await createBusiness();
  ctx = contextAs(businessId, actorOf(await createMember(businessId, { role: 'owner' })));
  channelId = (await connectChannel(ctx, provider.pasted)).channelId;
});
afterEach(() => provider.stop());

function contextAs(businessId: string, actor: TestContext['actor']): TestContext {
  // Nothing calls this address: it is no public one.
  const webhookFor = () => ({ url: 'http://desk.test', isPublic: false });
  return testContext({ businessId, actor, channels: { ...provider.channels, webhookFor } });
}

async function check(by = ctx) {
  const { findings } = await checkChannel(by, { channelId });
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

describe('checkups that are asked for', () => {
  test('are made only so often for a person, and for each channel by itself', async () => {
    for (let times = 0; times < 6; times += 1) await check();
    await expect(check()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    const job = { ...ctx, actor: { kind: 'system' as const, job: 'test' } };
    expect((await check(job)).token?.state).toBe('ok');
    const bare = await createChannel(ctx.businessId);
    expect((await checkChannel(ctx, { channelId: bare.id })).findings).not.toEqual([]);
    ctx.setNow(new Date(ctx.now().getTime() + 15_000));
    expect((await check()).token?.state).toBe('ok');
    await expect(check()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });

  test('do not put what they saw first in place of what another saw later', async () => {
    const setup = ctx.channels.setupFor('whatsapp');
    const later = new Date(ctx.now().getTime() + 2_000);
    const finding = (title: string) => ({
      findings: [{ check: 'token', state: 'ok' as const, title, sentence: '' }],
    });
    const seeing = (title: string, before: () => Promise<void> = () => Promise.resolve()) => ({
      ...ctx,
      channels: {
        ...ctx.channels,
        setupFor: () => ({ ...setup, inspect: () => before().then(() => finding(title)) }),
      },
    });
    const slow = seeing('first', async () => {
      ctx.setNow(later);
      await check({ ...seeing('later'), now: () => later });
    });
    await check(slow);
    const [listed] = await listChannels(ctx);
    expect(listed?.findings.find(({ check: name }) => name === 'token')?.title).toBe('later');
    expect(listed?.checkedAt).toEqual(later);
  });

  test('of a channel of another business find nothing', async () => {
    const stranger = await createBusiness();
    const actor = actorOf(await createMember(stranger.id, { role: 'owner' }));
    const there = contextAs(stranger.id, actor);
    await expect(check(there)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
