import type { Misdeed } from '#server/sandbox/misbehaviour.ts';
import type {
  Facts,
  GivenCampaign,
  GivenReply,
  MessageFact,
  RecipientFact,
} from '#tests/faults/facts.ts';
import { judge } from '#tests/faults/judge.ts';

export const start = Date.parse('2026-03-02T09:00:00.000Z');
export const asha = '919812345670';

export const inbound = (id: string, text: string, isAcknowledged = true) => {
  return { id, waId: asha, text, isAcknowledged };
};
export const reply = (number: number, overrides: Partial<GivenReply> = {}): GivenReply => ({
  clientId: `client-${number}`,
  text: `reply ${number}`,
  dueAt: null,
  isAcknowledged: true,
  refusal: null,
  ...overrides,
});
const message = (id: string, overrides: Partial<MessageFact> = {}): MessageFact => ({
  id,
  campaignId: null,
  direction: 'outbound',
  state: 'delivered',
  stateAt: start,
  createdAt: start,
  attempts: 1,
  canRetry: false,
  failureCode: null,
  clientId: null,
  providerMessageId: null,
  waId: asha,
  text: '',
  ...overrides,
});
export const accepted = (number: number, at = start) => {
  const text = `reply ${number}`;
  return { id: `wamid.${number}`, reference: `message-${number}`, to: asha, text, at };
};
const bulkText = 'Come by';
export const campaign = (overrides: Partial<GivenCampaign> = {}): GivenCampaign => {
  return { id: 'bulk', text: bulkText, size: 2, stops: [], isCancelled: false, ...overrides };
};
export const recipient = (
  number: number,
  overrides: Partial<RecipientFact> = {},
): RecipientFact => {
  const own = { id: `guest-${number}`, campaignId: 'bulk' };
  return { ...own, state: 'sent', reason: null, isShut: false, ...overrides };
};
const written = (number: number, at = start + 2_500) => {
  const reference = `guest-${number}`;
  return { id: `wamid.${reference}`, reference, to: `5511${number}`, text: bulkText, at };
};
export const bulk = () => [written(1), written(2, start + 9_500)];
const elsewhere = (deed: Misdeed) => ({ deed, reference: 'another', at: start });
export const sent = (number: number, overrides: Partial<MessageFact> = {}) =>
  message(`message-${number}`, {
    clientId: `client-${number}`,
    providerMessageId: `wamid.${number}`,
    text: `reply ${number}`,
    ...overrides,
  });

export const guest = (number: number, overrides: Partial<MessageFact> = {}) =>
  message(`guest-${number}`, {
    campaignId: 'bulk',
    providerMessageId: `wamid.guest-${number}`,
    text: bulkText,
    ...overrides,
  });

/** A run in which all went well: two customers' messages, two replies, one of them scheduled. */
export function goodRun(): Facts {
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
        guest(1),
        guest(2),
      ],
      campaigns: [{ id: 'bulk', state: 'completed' }],
      recipients: [recipient(1), recipient(2)],
      underWay: [],
      givenUp: [],
      people: [{ waId: asha, contacts: 1, conversations: 1 }],
    },
    sendsPerSecond: 2,
    kills: [{ target: 'app', at: start }],
    outages: [],
    planned: { app: 1, postgres: 0, outages: 0, faults: 5 },
    mishaps: [],
  };
}

/** The rules that are broken when the good run is spoiled. */
export function broken(spoil: (facts: Facts) => void): Record<string, string[]> {
  const facts = goodRun();
  spoil(facts);
  const found = judge(facts).filter(({ violations }) => violations.length > 0);
  return Object.fromEntries(found.map(({ rule, violations }) => [rule, violations]));
}

/** The message of that id, to be spoiled. */
export function at(facts: Facts, id: string): MessageFact {
  const found = facts.database.messages.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

export const without = (facts: Facts, id: string) => {
  facts.database.messages = facts.database.messages.filter((one) => one.id !== id);
};
