import type { Facts } from '#tests/faults/facts.ts';

export type Known = ReturnType<typeof indexFacts>;

/** The facts by the ids that they are about, each list in the order of the ledger. */
export function indexFacts({ database, provider }: Facts) {
  return {
    messages: new Map(database.messages.map((message) => [message.id, message])),
    byProviderId: Map.groupBy(database.messages, (message) => message.providerMessageId),
    byClientId: Map.groupBy(database.messages, (message) => message.clientId),
    accepted: Map.groupBy(provider.accepted, ({ reference }) => reference),
    refusals: Map.groupBy(provider.refusals, ({ reference }) => reference),
    misdeeds: Map.groupBy(provider.misdeeds, ({ reference }) => reference),
  };
}
