import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { InboundEvent } from '#server/channels/events.ts';
import type { ChannelAdapter, OutboundMessage } from '#server/channels/types.ts';

export interface AdapterSamples {
  /** Credentials as a connected channel stores them. */
  credentials: unknown;
  /** A delivery with at least one message, and the headers that the given secret signs it with. */
  delivery: { body: unknown; headers(rawBody: Uint8Array, secret: string): Record<string, string> };
  addresses: { raw: string; normalized: string }[];
}

const SECRET = 'contract-secret';

/** What every adapter must keep, whatever its provider; run once per adapter with its samples. */
export function describeAdapter(adapter: ChannelAdapter, samples: AdapterSamples): void {
  describe(`the ${adapter.kind} adapter`, () => {
    const rawBody = Buffer.from(JSON.stringify(samples.delivery.body));
    const headers = samples.delivery.headers(rawBody, SECRET);

    test('tells its limits in plain figures', () => {
      const { maxTextLength, replyWindowHours } = adapter.capabilities;
      expect(maxTextLength).toBeGreaterThan(0);
      expect(replyWindowHours === null || replyWindowHours > 0).toBe(true);
    });

    test('reads its own credentials and refuses others', () => {
      expect(adapter.credentials.safeParse(samples.credentials).success).toBe(true);
      expect(adapter.credentials.safeParse(null).success).toBe(false);
      expect(adapter.webhookSecrets(null)).toEqual({ signing: [], handshake: [] });
    });

    test.each(samples.addresses)('stores $raw as $normalized', ({ raw, normalized }) => {
      expect(adapter.normalizeAddress(raw)).toBe(normalized);
      expect(adapter.normalizeAddress(normalized)).toBe(normalized);
      // What people read leads back to the same address, or to none where an id says nothing to them.
      const readBack = adapter.normalizeAddress(adapter.formatAddress(normalized));
      expect(readBack).toBe(adapter.capabilities.addressIsPhone ? normalized : null);
    });

    test('never throws over an address, and normalises to the same twice', () => {
      fc.assert(
        fc.property(fc.string(), (raw) => {
          const once = adapter.normalizeAddress(raw);
          if (once !== null) expect(adapter.normalizeAddress(once)).toBe(once);
        }),
      );
    });

    test('accepts a delivery that a candidate secret signed', () => {
      expect(adapter.verifyWebhook({ rawBody, headers, secrets: ['other', SECRET] })).toBe(true);
    });

    test('refuses without a secret, without a signature, with another secret or a changed byte', () => {
      const changed = Buffer.from(rawBody);
      changed[0] = (changed[0] ?? 0) ^ 1;
      const refused = [
        { rawBody, headers, secrets: [] },
        { rawBody, headers, secrets: [''] },
        { rawBody, headers: {}, secrets: [SECRET] },
        { rawBody, headers, secrets: ['other'] },
        { rawBody: changed, headers, secrets: [SECRET] },
      ];
      for (const delivery of refused) expect(adapter.verifyWebhook(delivery)).toBe(false);
    });

    test('never throws over a forged signature', () => {
      const names = Object.keys(headers);
      fc.assert(
        fc.property(fc.string(), (value) => {
          const forged = Object.fromEntries(names.map((name) => [name, value]));
          expect(adapter.verifyWebhook({ rawBody, headers: forged, secrets: [SECRET] })).toBe(
            false,
          );
        }),
      );
    });

    test('sees without a secret whether a delivery is signed at all', () => {
      const spoiled = Object.fromEntries(Object.keys(headers).map((name) => [name, 'forged']));
      expect([headers, {}, spoiled].map(adapter.isSigned)).toEqual([true, false, false]);
    });

    test('finds the accounts of a delivery that reading every item names', () => {
      const named = (body: unknown) => new Set(adapter.parseWebhook(body).flatMap(accountsOf));
      expect(named(samples.delivery.body).size).toBeGreaterThan(0);
      expect(adapter.accountsIn(samples.delivery.body)).toEqual([...named(samples.delivery.body)]);
      fc.assert(
        fc.property(fc.jsonValue(), fc.nat(), (value, place) => {
          const spoiled = replaceAt(samples.delivery.body, place, value);
          for (const body of [value, spoiled]) {
            expect(adapter.accountsIn(body)).toEqual(expect.arrayContaining([...named(body)]));
          }
        }),
      );
    });

    test('reads its own delivery as messages with a writer, a time and the raw item', () => {
      const events = adapter.parseWebhook(samples.delivery.body);
      const messages = events.filter((event) => event.type === 'message');
      expect(messages.length).toBeGreaterThan(0);
      for (const { from, occurredAt, raw } of messages) {
        expect(from.address ?? from.providerUserId).toBeTruthy();
        expect(occurredAt.getTime()).toBeGreaterThan(0);
        expect(raw).toBeTruthy();
      }
    });

    test('turns a payload it does not know into rejected events with a reason', () => {
      for (const unknown of [null, 7, 'text', [], {}, { object: 'something_else' }]) {
        const events = adapter.parseWebhook(unknown);
        expect(events.length).toBeGreaterThan(0);
        for (const event of events) {
          expect(event.type).toBe('rejected');
          expect('reason' in event && event.reason).toMatch(/\.$/);
        }
      }
    });

    test('never throws over arbitrary JSON in any place of a delivery', () => {
      fc.assert(
        fc.property(fc.jsonValue(), fc.nat(), (value, place) => {
          expect(adapter.parseWebhook(value).every(isComplete)).toBe(true);
          const spoiled = replaceAt(samples.delivery.body, place, value);
          expect(adapter.parseWebhook(spoiled).every(isComplete)).toBe(true);
        }),
        { numRuns: 2000 },
      );
    });

    test('refuses an empty text as a value, before any call', async () => {
      const message: OutboundMessage = {
        clientReference: 'reference-1',
        to: { address: samples.addresses[0]?.normalized ?? '' },
        content: { kind: 'text', text: '' },
      };
      const connection = {
        kind: adapter.kind,
        externalId: '1',
        baseUrl: 'http://provider.invalid',
        credentials: samples.credentials,
      };
      const result = await adapter.send(connection, message);
      expect(result).toMatchObject({
        ok: false,
        failure: { code: 'text_empty', retryable: false },
      });
    });
  });
}

const eventTypes = new Set<string>([
  'message',
  'echo',
  'status',
  'reaction',
  'revision',
  'watermark',
  'move',
  'preference',
  'template',
  'account',
  'referral',
  'ignored',
  'rejected',
] satisfies InboundEvent['type'][]);

function isComplete(event: { type: string; raw?: unknown }): boolean {
  return eventTypes.has(event.type) && 'raw' in event;
}

/** The same JSON with one of its values, chosen by number, replaced. */
function replaceAt(body: unknown, place: number, value: unknown): unknown {
  let countdown = place % Math.max(1, countValues(body));
  const visit = (node: unknown): unknown => {
    countdown -= 1;
    if (countdown === -1) return value;
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, visit(item)]));
  };
  return visit(body);
}

function countValues(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 1;
  return 1 + Object.values(node).reduce((sum: number, item) => sum + countValues(item), 0);
}

/** Some events name the account that holds a number rather than the number. */
function accountsOf(event: InboundEvent): string[] {
  const account = 'externalAccountId' in event ? event.externalAccountId : undefined;
  return event.externalChannelId === undefined && account === undefined
    ? []
    : [event.externalChannelId ?? account ?? ''];
}
