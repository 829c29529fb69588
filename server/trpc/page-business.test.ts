import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBusiness, createMember } from '#db/testing/factories.ts';
import { createCallerFactory } from '#server/trpc/init.ts';
import { appRouter } from '#server/trpc/root.ts';
import { signedIn, testAccountContext } from '#tests/setup/test-account-context.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

async function ownerOf(name: string) {
  const { id: businessId } = await createBusiness({ name });
  const member = await createMember(businessId, { role: 'owner' });
  return { businessId, member, session: await signedIn(testAccountContext(), member.userId) };
}

test('a page of a business that one has left in another tab saves nothing in the present one', async () => {
  const { businessId, member, session } = await ownerOf('Studio One');
  const call = (pageBusinessId: string | null) =>
    createCallerFactory(appRouter)({
      session,
      address: null,
      userAgent: null,
      requestId: randomUUID(),
      pageBusinessId,
      contextFor: () => testContext({ businessId, actor: actorOf(member) }),
    });
  await expect(call(randomUUID()).businesses.removeLogo()).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  await expect(call(businessId).businesses.current()).resolves.toMatchObject({
    name: 'Studio One',
  });
  await expect(call(null).businesses.current()).resolves.toMatchObject({ name: 'Studio One' });
});
