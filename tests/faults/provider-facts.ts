import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ReceiptStatus } from '#db/schema/vocabulary.ts';
import type { LedgerEntry } from '#server/sandbox/ledger.ts';
import type { ProviderFacts } from '#tests/faults/facts.ts';

/** Reads the provider's ledger line by line, as the file has it, once nobody writes to it any more. */
export async function readProviderFacts(file: string): Promise<ProviderFacts> {
  const facts = emptyFacts();
  const written = new Map<string, { waId: string; text: string }>();
  const webhooks = new Map<string, Told>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const entry = JSON.parse(line) as LedgerEntry;
    noteSending(facts, entry);
    if (entry.type === 'message_written') written.set(entry.id, entry);
    if (entry.type === 'webhook_queued') webhooks.set(entry.webhookId, toldBy(entry));
    if (entry.type !== 'webhook_delivered') continue;
    const told = webhooks.get(entry.webhookId);
    webhooks.delete(entry.webhookId);
    if (told?.status !== undefined) facts.receipts.push({ ...told, status: told.status });
    const message = written.get(told?.messageId ?? '');
    if (told === undefined || message === undefined) continue;
    const { waId, text } = message;
    facts.inbound.push({ id: told.messageId, waId, text, isAcknowledged: true });
  }
  facts.owed.push(...webhooks.keys());
  return facts;
}

/** What a webhook is about; a status when it is a receipt. */
interface Told {
  messageId: string;
  status: ReceiptStatus | undefined;
}

function emptyFacts(): ProviderFacts {
  return { accepted: [], refusals: [], misdeeds: [], receipts: [], inbound: [], owed: [] };
}

function noteSending(facts: ProviderFacts, entry: LedgerEntry): void {
  const at = Date.parse(entry.at);
  if (entry.type === 'message_accepted') {
    const { id, waId: to, text, reference = '' } = entry;
    facts.accepted.push({ id, reference, to, text, at });
  } else if (entry.type === 'message_refused') {
    facts.refusals.push({ reference: entry.reference ?? '', code: entry.code, at });
  } else if (entry.type === 'misbehaved') {
    facts.misdeeds.push({ deed: entry.deed, reference: entry.reference ?? null, at });
  }
}

interface Envelope {
  entry: [{ changes: [{ value: { statuses?: [{ status: ReceiptStatus }] } }] }];
}

function toldBy({ messageId, body }: { messageId: string; body: string }): Told {
  const { statuses } = (JSON.parse(body) as Envelope).entry[0].changes[0].value;
  return { messageId, status: statuses?.[0].status };
}
