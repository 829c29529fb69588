import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '#db/schema/contacts.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import { channelPort } from '#server/channel-port.ts';
import type { InboundMessageEvent } from '#server/channels/events.ts';
import type { ChannelKind, ProfileResult } from '#server/channels/types.ts';
import { getContact } from '#server/domain/contacts/get-contact.ts';
import { lookUpProfile } from '#server/domain/contacts/look-up-profile.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { testContext } from '#tests/setup/test-context.ts';

const ASHA = '1234567890123456';
const port = channelPort();

let businessId: string;
let channel: Awaited<ReturnType<typeof createChannel>>;
beforeEach(async () => {
  businessId = (await createBusiness()).id;
  channel = await createChannel(businessId, { kind: 'instagram' });
});

const shown = (profile: Extract<ProfileResult, { ok: true }>['profile']): ProfileResult => ({
  ok: true,
  profile,
});
const refused = (retryable: boolean): ProfileResult => ({
  ok: false,
  failure: { code: 'recipient_not_allowed', message: 'No.', retryable },
});

function message(overrides: Partial<InboundMessageEvent> = {}): InboundMessageEvent {
  return {
    type: 'message',
    externalChannelId: channel.externalId,
    providerMessageId: `mid.${randomUUID()}`,
    from: { address: ASHA },
    occurredAt: new Date('2026-03-02T10:00:00Z'),
    content: { kind: 'text', text: 'Hi' },
    opensReplyWindow: true,
    raw: {},
    ...overrides,
  };
}

const receive = (overrides: Partial<InboundMessageEvent> = {}) =>
  receiveMessage(testContext({ businessId }), channel, message(overrides));

async function contact() {
  const [row] = await testContext({ businessId }).db((tx) => tx.select().from(contacts));
  if (row === undefined) throw new Error('There is no contact.');
  return row;
}

async function asked(): Promise<unknown[]> {
  const rows = await forSystem((tx) =>
    tx
      .select({ data: jobEvents.data })
      .from(jobEvents)
      .where(
        sql`${jobEvents.name} = 'contact.discovered' and ${jobEvents.businessId} = ${businessId}`,
      ),
  );
  return rows.map(({ data }) => data);
}

async function lookUp(result: ProfileResult, meanwhile?: () => Promise<unknown>) {
  const asks: string[] = [];
  const adapterFor = (kind: ChannelKind) => ({
    ...port.adapterFor(kind),
    lookUpProfile: async (_connection: unknown, userId: string) => {
      asks.push(userId);
      await meanwhile?.();
      return result;
    },
  });
  const ctx = testContext({ businessId, channels: { ...port, adapterFor } });
  const { outcome } = await lookUpProfile(ctx, { contactId: (await contact()).id });
  return { outcome, asks };
}

const rename = async () => {
  const { id } = await contact();
  await testContext({ businessId }).db((tx) =>
    tx.update(contacts).set({ name: 'Asha', nameSource: 'member' }).where(eq(contacts.id, id)),
  );
};

describe('somebody who comes by an id alone', () => {
  test('has no phone number, and their profile is asked for once', async () => {
    await receive();
    await receive();
    const { id, phone, name } = await contact();
    expect({ phone, name }).toEqual({ phone: null, name: null });
    expect(await asked()).toEqual([{ businessId, contactId: id }]);
  });

  test('is asked about again when they write in another hour, as long as there is no name', async () => {
    await receive();
    await receive({ occurredAt: new Date('2026-03-02T11:00:00Z') });
    expect(await asked()).toHaveLength(2);
    await lookUp(shown({ name: 'Asha Menon' }));
    await receive({ occurredAt: new Date('2026-03-02T12:00:00Z') });
    expect(await asked()).toHaveLength(2);
  });
});

describe('looking up a profile', () => {
  test('names the person by their name, or else by their username', async () => {
    await receive();
    expect(await lookUp(shown({ name: 'Asha Menon', username: 'asha.m' }))).toEqual({
      outcome: 'named',
      asks: [ASHA],
    });
    expect(await contact()).toMatchObject({ name: 'Asha Menon', nameSource: 'profile' });
  });

  test('keeps the username, by which people know who it is', async () => {
    await receive();
    await lookUp(shown({ name: 'Asha Menon', username: 'asha.m' }));
    const ctx = testContext({ businessId });
    const { identities } = await getContact(ctx, { contactId: (await contact()).id });
    expect(identities).toMatchObject([{ address: ASHA, formattedAddress: '@asha.m' }]);
  });

  test('takes the username where no name is shown', async () => {
    await receive();
    expect((await lookUp(shown({ username: 'asha.m' }))).outcome).toBe('named');
    expect((await contact()).name).toBe('@asha.m');
  });

  test('that fails loses nothing', async () => {
    const received = await receive();
    expect((await lookUp(refused(false))).outcome).toBe('refused');
    expect((await lookUp(shown({}))).outcome).toBe('unnamed');
    expect(received).not.toBeNull();
    expect(await contact()).toMatchObject({ name: null, nameSource: 'none' });
  });

  test('is tried again where that can help', async () => {
    await receive();
    await expect(lookUp(refused(true))).rejects.toBeInstanceOf(RetryLaterError);
  });

  test('never writes over a name that a member gave, not even during the call', async () => {
    await receive();
    expect((await lookUp(shown({ name: 'Other' }), rename)).outcome).toBe('skipped');
    expect((await lookUp(shown({ name: 'Other' }))).asks).toEqual([]);
    expect(await contact()).toMatchObject({ name: 'Asha', nameSource: 'member' });
  });
});
