import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { templates } from '#db/schema/templates.ts';
import type { TemplateCategory } from '#db/schema/vocabulary.ts';
import {
  createBusiness,
  createChannel,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const accountId = '220000000000007';
let ctx: TestContext;
let channelId: string;

beforeEach(async () => {
  const business = await createBusiness();
  const member = await createMember(business.id);
  ctx = testContext({ businessId: business.id, actor: actorOf(member) });
  channelId = (await createChannel(business.id, { accountId })).id;
});

async function addTemplate(name: string, category: TemplateCategory) {
  const { businessId } = ctx;
  const components = [{ type: 'BODY', text: 'Your code is {{1}}' }];
  const approved = { status: 'approved', language: 'en', components } as const;
  await ctx.db((tx) =>
    tx.insert(templates).values({ ...approved, businessId, accountId, name, category }),
  );
}

async function send(name: string, address: string) {
  const { id: conversationId } = await createConversation(ctx.businessId, { channelId, address });
  const template = { name, language: 'en', parameters: ['4711'] };
  const text = 'Your code is 4711';
  return queueMessage(ctx, { conversationId, clientId: randomUUID(), text, template });
}

describe('a template for a person of whom only an id of the provider’s is known', () => {
  const userId = 'IE.13491208655302741918';

  test('is not sent where it is for signing in: the provider wants a number for that', async () => {
    await addTemplate('sign_in', 'authentication');
    await expect(send('sign_in', userId)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      details: { reason: 'number_missing' },
    });
    await expect(send('sign_in', '353871234567')).resolves.toHaveProperty('messageId');
  });

  test('is sent where it is for anything else, or not known here', async () => {
    await addTemplate('visit_booked', 'utility');
    await expect(send('visit_booked', userId)).resolves.toHaveProperty('messageId');
    await expect(send('not_synced_yet', userId)).resolves.toHaveProperty('messageId');
  });
});
