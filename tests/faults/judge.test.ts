import { describe, expect, test } from 'vitest';
import type { Facts, RecipientFact } from '#tests/faults/facts.ts';
import {
  accepted,
  asha,
  at,
  broken,
  bulk,
  campaign,
  goodRun,
  inbound,
  recipient,
  reply,
  sent,
  start,
  without,
} from '#tests/faults/good-run.ts';
import { judge } from '#tests/faults/judge.ts';

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

  test('sees what was delivered and is called unknown or failed', () => {
    const spoiled = broken((facts) => (at(facts, 'message-2').state = 'unknown'));
    expect(spoiled['what was delivered is known to be']).toEqual([
      'message-2 was delivered and is unknown',
    ]);
  });

  describe('of a bulk send', () => {
    const rule = 'everybody has one outcome';
    const end = (facts: Facts, overrides: Partial<RecipientFact>) => {
      const { accepted: all } = facts.provider;
      facts.provider.accepted = all.filter((one) => one.reference !== 'guest-2');
      without(facts, 'guest-2');
      Object.assign(facts.database.recipients[1] ?? {}, overrides);
    };

    test('sees who was forgotten, or is called written to and was not', () => {
      expect(broken((facts) => end(facts, { state: 'waiting' }))[rule]).toEqual([
        'recipient guest-2 is waiting (no reason) and was not written to',
      ]);
      expect(broken((facts) => end(facts, { state: 'sent' }))[rule]).toHaveLength(1);
      const denied = broken(
        ({ database }) =>
          (database.recipients = [recipient(1), recipient(2, { state: 'failed', reason: 'x' })]),
      );
      expect(denied[rule]).toEqual(['recipient guest-2 was written to and is failed']);
    });

    test('sees who was left out, whatever reason is given for it', () => {
      const skipped = { state: 'skipped', reason: 'opted_out' } as const;
      expect(broken((facts) => end(facts, skipped))[rule]).toEqual([
        'recipient guest-2 is skipped (opted_out) and was not written to',
      ]);
    });

    test('sees who was written to, or waits, though their reply window was shut', () => {
      const shut = { isShut: true, reason: 'reply_window_closed' } as const;
      expect(broken((facts) => end(facts, { ...shut, state: 'skipped' }))[rule]).toBeUndefined();
      expect(broken((facts) => end(facts, { ...shut, state: 'failed' }))[rule]).toEqual([
        'recipient guest-2, who may not be, is failed',
      ]);
      const written = broken(
        ({ database }) => (database.recipients = [recipient(1, shut), recipient(2)]),
      );
      expect(written[rule]).toEqual(['recipient guest-1 was written to and may not be']);
    });

    test.each(['failed', 'unknown'] as const)(
      'sees who is called %s without a message',
      (state) => {
        const rules = broken((facts) => end(facts, { state, reason: 'provider_unavailable' }));
        expect(rules[rule]).toEqual([`recipient guest-2 is ${state} and their message is gone`]);
      },
    );

    test('lets those wait who were left when it was cancelled', () => {
      const cancelled = broken((facts) => {
        end(facts, { state: 'waiting' });
        facts.given.campaigns = [
          campaign({ isCancelled: true, stops: [{ from: start + 9_000, until: Infinity }] }),
        ];
        facts.database.campaigns = [{ id: 'bulk', state: 'cancelled' }];
      });
      expect(cancelled).toEqual({});
    });

    test('sees that it is not over, or that people are missing in it', () => {
      const unfinished = broken(
        ({ database }) => (database.campaigns = [{ id: 'bulk', state: 'running' }]),
      );
      expect(unfinished[rule]).toEqual(['bulk send bulk is running, not completed']);
      expect(broken(({ database }) => database.recipients.pop())[rule]).toEqual([
        'bulk send bulk has 1 of 2 recipients',
      ]);
    });
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

  test('sees a bulk send that calls while it is stopped, also when the call is cut off', () => {
    const spoiled = broken(({ provider }) => {
      const call = { reference: 'guest-1', at: start + 4_000 };
      provider.accepted = provider.accepted.filter(({ reference }) => reference !== 'guest-1');
      provider.misdeeds.push({ deed: 'drop', ...call });
    });
    expect(spoiled['a stopped bulk send is silent']).toEqual([
      'guest-1 of bulk send bulk: 2000 ms after its stop',
    ]);
  });

  test('sees a message of a customer that no customer wrote', () => {
    const spoiled = broken(({ database }) => {
      const [first] = database.messages;
      if (first !== undefined)
        database.messages.push({ ...first, providerMessageId: 'wamid.in-9' });
    });
    expect(spoiled).toEqual({
      'nothing came in that nobody wrote': ['in-1 (wamid.in-9) was never written'],
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

  test('sees a channel that is a little too fast for minutes', () => {
    const spoiled = broken((facts) => {
      facts.sendsPerSecond = 10;
      facts.provider.refusals = Array.from({ length: 3_200 }, (_, index) => {
        return { reference: `other-${index}`, code: 1, at: start + index * 98 };
      });
    });
    expect(spoiled['the channel keeps its rate']).toEqual([
      expect.stringMatching(/calls within 300 s/),
    ]);
  });

  test('sees a person who is written to a little too fast for minutes', () => {
    const spoiled = broken(({ provider }) => {
      const often = Array.from({ length: 160 }, (_, index) => ({
        ...accepted(index + 10, start + index * 3_900),
        to: '5511',
      }));
      provider.accepted.push(...often);
    });
    expect(spoiled['nobody is written to too fast']).toEqual([
      expect.stringMatching(/^5511: 154 calls within 600 s/),
    ]);
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
    const spoiled = broken(
      (facts) => (facts.planned = { app: 2, postgres: 1, outages: 1, faults: 6 }),
    );
    expect(spoiled['the planned faults happened']).toEqual([
      'app: 1 of 2 kills',
      'postgres: 0 of 1 kills',
      'provider: 0 of 1 times away',
      'provider: 5 of 6 faults',
    ]);
    const unseen = broken((facts) => {
      facts.outages = [{ from: start, until: start + 15_000, isNoticed: false }];
      facts.planned.outages = 1;
    });
    expect(unseen).toEqual({
      'the planned faults happened': ['provider: away, and nobody called'],
    });
    const tame = broken(({ provider }) => provider.misdeeds.pop());
    expect(tame).toEqual({ 'the planned faults happened': ['provider: never reorder_webhooks'] });
  });
});
