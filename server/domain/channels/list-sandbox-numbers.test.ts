import { describe, expect, it } from 'vitest';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { listSandboxNumbers } from '#server/domain/channels/list-sandbox-numbers.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

describe('the numbers of the sandbox phone', () => {
  it('are those of the own business that talk to the sandbox, also for an agent', async () => {
    const [business, other] = await Promise.all([createBusiness(), createBusiness()]);
    const agent = await createMember(business.id, { role: 'agent' });
    const mine = await createChannel(business.id, { isSandbox: true });
    await createChannel(business.id, { isSandbox: false });
    await createChannel(business.id, { isSandbox: true, status: 'disconnected' });
    await createChannel(other.id, { isSandbox: true });
    const ctx = testContext({ businessId: business.id, actor: actorOf(agent) });
    const numbers = await listSandboxNumbers(ctx);
    expect(numbers.map(({ phoneNumberId }) => phoneNumberId)).toEqual([mine.externalId]);
  });
});
