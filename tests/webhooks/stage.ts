import { forBusiness } from '#db/business.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { templates } from '#db/schema/templates.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import { sendMessage } from '#server/domain/messages/send-message.ts';
import { idOf } from '#tests/webhooks/seeded.ts';
import {
  accounts,
  businesses,
  businessOf,
  channelOf,
  holderOf,
  ourNow,
} from '#tests/webhooks/story.ts';
import type { OurMessage, Story } from '#tests/webhooks/story.ts';
import { testContext } from '#tests/setup/test-context.ts';

/** Fewer than there are connections. */
const answeredAtOnce = 4;

/** Puts what is there before the story begins into an empty database, the same rows each time. */
export async function setStage({ threads, ours }: Story): Promise<void> {
  for (const id of businesses) await createBusiness({ id });
  for (const [number, externalId] of accounts.entries()) {
    const accountId = holderOf(number);
    const row = { id: channelOf(number), externalId, accountId, sendsPerSecond: 5_000 };
    await createChannel(businessOf(number), row);
  }
  for (const account of [0, 3]) await setTemplate(account);
  for (const [number, thread] of threads.entries()) await setThread(number, thread, ours);
}

async function setTemplate(account: number): Promise<void> {
  const row = { accountId: holderOf(account), name: 'booking_reminder', language: 'en' };
  const [category, status, statusAt] = ['utility', 'pending', new Date(0)] as const;
  const businessId = businessOf(account);
  const template = { businessId, ...row, category, status, statusAt, components: [] };
  await forBusiness(businessId, (tx) => tx.insert(templates).values(template));
}

async function setThread(
  number: number,
  { address, account, isClosed }: Story['threads'][number],
  ours: OurMessage[],
): Promise<void> {
  const [contactId, conversationId] = [idOf(4, number + 1), idOf(5, number + 1)];
  const common = { businessId: businessOf(account), channelId: channelOf(account) };
  const rows = ours
    .filter(({ thread }) => thread === number)
    .map((one) => rowOf(one, conversationId));
  const last = rows.toSorted((a, b) => Number(a.occurredAt) - Number(b.occurredAt)).at(-1);
  await forBusiness(common.businessId, async (tx) => {
    await tx.insert(contacts).values({ ...common, id: contactId, phone: `+${address}` });
    const identity = { ...common, contactId, channelKind: 'whatsapp' as const, address };
    await tx.insert(contactIdentities).values(identity);
    await tx.insert(conversations).values({
      ...common,
      id: conversationId,
      contactId,
      address,
      status: isClosed ? 'closed' : 'open',
      lastInboundAt: new Date(ourNow.getTime() - 3_600_000),
      ...(last === undefined
        ? { lastMessageAt: new Date(0) }
        : {
            lastMessageId: last.id,
            lastMessageAt: last.occurredAt,
            lastMessageText: last.text,
            lastMessageDirection: 'outbound' as const,
            lastMessageAuthor: 'member' as const,
            lastMessageState: last.state,
          }),
    });
    if (rows.length > 0) await tx.insert(messages).values(rows);
  });
}

function rowOf(message: OurMessage, conversationId: string) {
  const { id, account, providerMessageId, answer, occurredAt } = message;
  const isKnown = answer === 'known';
  return {
    id,
    businessId: businessOf(account),
    channelId: channelOf(account),
    conversationId,
    direction: 'outbound' as const,
    author: 'member' as const,
    text: `Our words ${providerMessageId}`,
    state: isKnown ? ('accepted' as const) : ('queued' as const),
    stateAt: occurredAt,
    occurredAt,
    providerMessageId: isKnown ? providerMessageId : null,
  };
}

/**
 * Sends what is queued as the job does, as far as the provider: each call stays open until it is
 * answered, in the order given. Resolves once every call has been made.
 */
export async function openCalls(ours: OurMessage[]) {
  const waiting = ours.filter(({ answer }) => answer !== 'known');
  const calls: { answer: () => void; recorded: Promise<unknown> }[] = [];
  for (const message of waiting) {
    const ctx = testContext({ businessId: businessOf(message.account), now: ourNow });
    const called = Promise.withResolvers<undefined>();
    const answered = Promise.withResolvers<undefined>();
    ctx.answerNextSend(async () => {
      called.resolve(undefined);
      await answered.promise;
      if (message.answer === 'lost') throw new UnknownOutcomeError('The line went dead.');
      return { ok: true, providerMessageId: message.providerMessageId };
    });
    const recorded = sendMessage(ctx, { messageId: message.id });
    const early = recorded.then(({ state }) => {
      throw new Error(`Nothing was sent: the message is ${state}.`);
    });
    await Promise.race([called.promise, early]);
    early.catch(() => undefined);
    calls.push({ answer: () => answered.resolve(undefined), recorded });
  }
  return {
    /** Answers so many more, a few at a time, and waits until they are recorded. */
    async answer(count: number): Promise<void> {
      const taken = calls.splice(0, count);
      while (taken.length > 0) {
        const few = taken.splice(0, answeredAtOnce);
        for (const call of few) call.answer();
        await Promise.all(few.map(({ recorded }) => recorded));
      }
    },
    left: () => calls.length,
  };
}

/** Takes everything away again. */
export async function clearStage(admin: { query(text: string): Promise<unknown> }): Promise<void> {
  await admin.query('truncate businesses, webhook_deliveries, job_events restart identity cascade');
}
