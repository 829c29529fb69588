import { describe, expect, test } from 'vitest';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';
import type {
  Facts,
  GivenCampaign,
  GivenReply,
  MessageFact,
  RecipientFact,
} from '#tests/faults/facts.ts';
import { judge, leaseMs } from '#tests/faults/judge.ts';

const start = Date.parse('2026-03-02T09:00:00.000Z');
const asha = '919812345670';

const inbound = (id: string, text: string, isAcknowledged = true) => {
  return { id, waId: asha, text, isAcknowledged };
};
const reply = (number: number, overrides: Partial<GivenReply> = {}): GivenReply => ({
  clientId: `client-${number}`,
  text: `reply ${number}`,
  dueAt: null,
  isAcknowledged: true,
  refusal: null,
  ...overrides,
});
const message = (id: string, overrides: Partial<MessageFact> = {}): MessageFact => ({
  id,
  direction: 'outbound',
  state: 'delivered',
  stateAt: start,
  failureCode: null,
  clientId: null,
  providerMessageId: null,
  waId: asha,
  text: '',
  ...overrides,
});
const accepted = (number: number, at = start) => {
  const text = `reply ${number}`;
  return { id: `wamid.${number}`, reference: `message-${number}`, to: asha, text, at };
};
const bulkText = 'Come by';
const campaign = (overrides: Partial<GivenCampaign> = {}): GivenCampaign => {
  return { id: 'bulk', text: bulkText, size: 2, stops: [], isCancelled: false, ...overrides };
};
const recipient = (number: number, overrides: Partial<RecipientFact> = {}): RecipientFact => {
  const own = { id: `guest-${number}`, campaignId: 'bulk' };
  return { ...own, state: 'sent', reason: null, ...overrides };
};
const written = (number: number, at = start + 2_500) => {
  const reference = `guest-${number}`;
  return { id: `wamid.${reference}`, reference, to: `5511${number}`, text: bulkText, at };
};
const bulk = () => [written(1), written(2, start + 9_500)];
const elsewhere = (deed: Misdeed) => ({ deed, reference: 'another', at: start });
const sent = (number: number, overrides: Partial<MessageFact> = {}) =>
  message(`message-${number}`, {
    clientId: `client-${number}`,
    providerMessageId: `wamid.${number}`,
    text: `reply ${number}`,
    ...overrides,
  });

/** A run in which all went well: two customers' messages, two replies, one of them scheduled. */
function goodRun(): Facts {
  return {
    given: {
      inbound: [inbound('wamid.in-1', 'Hello?')],
      replies: [reply(1), reply(2, { dueAt: start + 1_000 })],
      campaigns: [campaign({ stops: [{ from: start + 2_000, until: start + 9_000 }] })],
    },
    provider: {
      accepted: [accepted(1), accepted(2, start + 1_500), ...bulk()],
      refusals: [],
      misdeeds: [
        { deed: 'drop', reference: 'message-1', at: start },
        ...(['fail', 'garbage', 'slow', 'silent'] as const).map(elsewhere),
        ...(['duplicate_webhooks', 'reorder_webhooks'] as const).map(elsewhere),
      ],
      receipts: [{ messageId: 'wamid.1', status: 'delivered' }],
      inbound: [inbound('wamid.in-2', 'Still there?')],
      owed: [],
    },
    database: {
      messages: [
        message('in-1', {
          direction: 'inbound',
          state: 'received',
          text: 'Hello?',
          providerMessageId: 'wamid.in-1',
        }),
        message('in-2', {
          direction: 'inbound',
          state: 'received',
          text: 'Still there?',
          providerMessageId: 'wamid.in-2',
        }),
        sent(1),
        sent(2),
        message('guest-1', { providerMessageId: 'wamid.guest-1', text: bulkText }),
        message('guest-2', { providerMessageId: 'wamid.guest-2', text: bulkText }),
      ],
      campaigns: [{ id: 'bulk', state: 'completed' }],
      recipients: [recipient(1), recipient(2)],
      underWay: [],
      givenUp: [],
      people: [{ waId: asha, contacts: 1, conversations: 1 }],
    },
    sendsPerSecond: 2,
    kills: [{ target: 'app', at: start }],
    planned: { app: 1, postgres: 0, faults: 5 },
    mishaps: [],
  };
}

/** The rules that are broken when the good run is spoiled. */
function broken(spoil: (facts: Facts) => void): Record<string, string[]> {
  const facts = goodRun();
  spoil(facts);
  const found = judge(facts).filter(({ violations }) => violations.length > 0);
  return Object.fromEntries(found.map(({ rule, violations }) => [rule, violations]));
}

/** The message of that id, to be spoiled. */
function at(facts: Facts, id: string): MessageFact {
  const found = facts.database.messages.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

const without = (facts: Facts, id: string) => {
  facts.database.messages = facts.database.messages.filter((one) => one.id !== id);
};

describe('the judge', () => {
  test('finds nothing in a good run, and has looked at something for every rule', () => {
    expect(broken(() => undefined)).toEqual({});
    expect(judge(goodRun()).filter(({ looked }) => looked === 0)).toEqual([]);
  });

  test.each(['in-1', 'in-2'])('sees that the acknowledged message %s is gone', (id) => {
    expect(broken((facts) => without(facts, id))).toEqual({
      'acknowledged messages are there once': [`wamid.${id} was acknowledged and is there 0 times`],
    });
  });

  test('sees that an acknowledged message is there twice, or with other words', () => {
    const doubled = broken(({ database }) => {
      const first = database.messages.filter(({ id }) => id === 'in-1');
      database.messages.push(...first.map((one) => ({ ...one, id: 'in-3' })));
    });
    expect(Object.values(doubled)).toEqual([['wamid.in-1 was acknowledged and is there 2 times']]);
    const changed = broken((facts) => (at(facts, 'in-1').text = 'Goodbye'));
    expect(Object.values(changed)).toEqual([[`wamid.in-1 is not as ${asha} wrote it`]]);
  });

  test('asks nothing of a message that was not acknowledged', () => {
    const spoiled = broken((facts) => {
      facts.given.inbound = [inbound('wamid.in-1', 'Hello?', false)];
      without(facts, 'in-1');
    });
    expect(spoiled).toEqual({});
  });

  test('sees a receipt that was acknowledged and not applied', () => {
    const spoiled = broken((facts) => (at(facts, 'message-1').state = 'sent'));
    expect(spoiled['acknowledged receipts are applied']).toEqual([
      'message-1 is sent although wamid.1 was delivered',
    ]);
  });

  test('sees a line of the ledger that is there twice', () => {
    const spoiled = broken(({ provider }) => provider.accepted.push(accepted(2, start + 1_600)));
    expect(spoiled['nothing is delivered twice']).toEqual([
      'message-2 was delivered 2 times',
      `“reply 2” to ${asha} was delivered 2 times`,
    ]);
  });

  test('sees one reply that became two messages', () => {
    const spoiled = broken(({ provider, database }) => {
      provider.accepted.push({ ...accepted(1), id: 'wamid.9', reference: 'message-9' });
      database.messages.push(sent(1, { id: 'message-9', providerMessageId: 'wamid.9' }));
    });
    expect(spoiled['nothing is delivered twice']).toEqual([
      `“reply 1” to ${asha} was delivered 2 times`,
    ]);
    expect(spoiled['acknowledged replies are there once']).toEqual([
      'reply client-1 is there 2 times',
    ]);
  });

  test('sees an acknowledged reply that is gone, and that the provider knows what we do not', () => {
    const spoiled = broken((facts) => without(facts, 'message-1'));
    expect(spoiled).toMatchObject({
      'acknowledged replies are there once': [expect.stringContaining('client-1')],
      'what was delivered is known to be': [expect.stringContaining('message-1')],
    });
  });

  test('sees a reply that is called delivered and was not', () => {
    const spoiled = broken(({ provider }) => (provider.accepted = [accepted(1), ...bulk()]));
    expect(spoiled['messages went out, or a fault explains']).toEqual([
      'message-2 is delivered and was never delivered',
    ]);
  });

  test('takes a failure only with its refusal, and an unknown outcome only with its fault', () => {
    const rule = 'messages went out, or a fault explains';
    const end = (facts: Facts, state: MessageFact['state'], stateAt = start) => {
      facts.provider.accepted = [accepted(1), ...bulk()];
      Object.assign(at(facts, 'message-2'), { state, stateAt, failureCode: 'rate_limited' });
    };
    expect(broken((facts) => end(facts, 'failed'))[rule]).toHaveLength(1);
    const refused = broken((facts) => {
      end(facts, 'failed');
      facts.provider.refusals = [{ reference: 'message-2', code: 130429, at: start }];
    });
    expect(refused).toEqual({});
    expect(broken((facts) => end(facts, 'unknown'))).toEqual({});
    const longAfter = start + 2 * leaseMs + 1;
    expect(broken((facts) => end(facts, 'unknown', longAfter))[rule]).toHaveLength(1);
    const answeredBadly = broken((facts) => {
      end(facts, 'unknown', longAfter);
      facts.provider.misdeeds.push({ deed: 'garbage', reference: 'message-2', at: start });
    });
    expect(answeredBadly).toEqual({});
  });

  test('sees what was delivered and is called unknown or failed', () => {
    const spoiled = broken((facts) => (at(facts, 'message-2').state = 'unknown'));
    expect(spoiled['what was delivered is known to be']).toEqual([
      'message-2 was delivered and is unknown',
    ]);
  });

  test('sees who was forgotten by a bulk send, or left out without a reason', () => {
    const rule = 'everybody has one outcome';
    const end = (facts: Facts, overrides: Partial<RecipientFact>) => {
      facts.provider.accepted = facts.provider.accepted.filter(
        (one) => one.reference !== 'guest-2',
      );
      without(facts, 'guest-2');
      Object.assign(facts.database.recipients[1] ?? {}, overrides);
    };
    expect(broken((facts) => end(facts, { state: 'waiting' }))[rule]).toEqual([
      'recipient guest-2 is waiting and was not written to',
    ]);
    expect(broken((facts) => end(facts, { state: 'sent' }))[rule]).toHaveLength(1);
    expect(broken((facts) => end(facts, { state: 'skipped' }))[rule]).toHaveLength(1);
    expect(broken((facts) => end(facts, { state: 'skipped', reason: 'opted_out' }))).toEqual({});
    const cancelled = broken((facts) => {
      end(facts, { state: 'waiting' });
      facts.given.campaigns = [
        campaign({ isCancelled: true, stops: [{ from: start + 9_000, until: Infinity }] }),
      ];
      facts.database.campaigns = [{ id: 'bulk', state: 'cancelled' }];
    });
    expect(cancelled).toEqual({});
    const unfinished = broken(
      ({ database }) => (database.campaigns = [{ id: 'bulk', state: 'running' }]),
    );
    expect(unfinished[rule]).toEqual(['bulk send bulk is running, not completed']);
    expect(broken(({ database }) => database.recipients.pop())[rule]).toEqual([
      'bulk send bulk has 1 of 2 recipients',
    ]);
    const denied = broken(
      ({ database }) =>
        (database.recipients = [recipient(1), recipient(2, { state: 'failed', reason: 'x' })]),
    );
    expect(denied[rule]).toEqual(['recipient guest-2 was written to and is failed']);
  });

  test('sees a bulk send that goes on although it was stopped a second ago', () => {
    const spoiled = broken(({ provider }) => {
      provider.accepted = provider.accepted.map((one) =>
        one.reference === 'guest-1' ? { ...one, at: start + 3_000 } : one,
      );
    });
    expect(spoiled).toEqual({
      'a stopped bulk send is silent': ['guest-1 of bulk send bulk: 1000 ms after its stop'],
    });
  });

  test('sees a refused reply, an early one, and one that stays on the way', () => {
    const spoiled = broken(({ given, provider, database }) => {
      given.replies.push(reply(3, { isAcknowledged: false, refusal: 'No.' }));
      provider.accepted = [accepted(1), accepted(2, start + 990), ...bulk()];
      database.underWay = [{ id: 'message-7', what: 'sending' }];
      provider.owed = ['webhook-1'];
    });
    expect(spoiled).toEqual({
      'acknowledged replies are there once': ['reply client-3 was refused: No.'],
      'scheduled messages keep their time': ['message-2 was delivered 10 ms before its time'],
      'nothing is stuck': ['sending message-7', 'webhook webhook-1 was never acknowledged'],
    });
  });

  test('sees what was given up, and an app that ended by itself', () => {
    const spoiled = broken((facts) => {
      facts.database.givenUp = [{ id: 'letter-1', what: 'dead letter' }];
      facts.mishaps = ['the app ended by itself'];
    });
    expect(spoiled).toEqual({
      'nothing is given up': ['dead letter letter-1'],
      'the app comes back every time': ['the app ended by itself'],
    });
  });

  test('sees a channel, and a person, that is written to too fast', () => {
    const spoiled = broken(({ provider }) => {
      provider.refusals = Array.from({ length: 60 }, (_, index) => {
        return { reference: `other-${index}`, code: 1, at: start };
      });
    });
    expect(spoiled['the channel keeps its rate']?.[0]).toMatch(/^61 calls within 1 s/);
    const tooMany = broken((facts) => {
      facts.sendsPerSecond = 1_000;
      facts.provider.accepted.push(
        ...Array.from({ length: 60 }, (_, index) => ({ ...accepted(index + 10), to: '5511' })),
      );
    });
    expect(tooMany['nobody is written to too fast']?.[0]).toMatch(/^5511: 60 calls within 60 s/);
  });

  test('sees a person with two contacts, or with none', () => {
    const spoiled = broken(({ database }) => {
      database.people = [{ waId: asha, contacts: 2, conversations: 1 }];
    });
    expect(spoiled['a person is one contact']).toEqual([
      `${asha} has 2 contacts and 1 open conversations`,
    ]);
    expect(broken(({ database }) => (database.people = []))).toHaveProperty([
      'a person is one contact',
    ]);
  });

  test('sees that fewer were killed than planned', () => {
    const spoiled = broken((facts) => (facts.planned = { app: 2, postgres: 1, faults: 6 }));
    expect(spoiled['the planned faults happened']).toEqual([
      'app: 1 of 2 kills',
      'postgres: 0 of 1 kills',
      'provider: 5 of 6 faults',
    ]);
    const tame = broken(({ provider }) => provider.misdeeds.pop());
    expect(tame).toEqual({ 'the planned faults happened': ['provider: never reorder_webhooks'] });
  });
});
