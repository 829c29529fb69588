import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { InboundEvent } from '#server/channels/events.ts';
import { parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';
import { buildBody } from '#server/channels/whatsapp/build-body.ts';
import { faultIn } from '#server/channels/whatsapp/find-fault.ts';
import { readMessageBody } from '#server/sandbox/message-body.ts';
import { NUMBER, startSandbox, textBody } from '#server/sandbox/testing/harness.ts';
import { readMetaDocument } from '#tests/channels/meta-document.ts';
import { deliveries } from '#tests/channels/meta-deliveries.ts';
import {
  differenceOf,
  expectedDifference,
  isLeftOpen,
  leftOpen,
} from '#tests/channels/meta-differences.ts';
import { mutantsOf, shapeOf } from '#tests/channels/meta-mutants.ts';
import { publishedDeliveries, publishedSends } from '#tests/channels/meta-published-names.ts';
import { compileSendSchema } from '#tests/channels/meta-send-schema.ts';
import { readMark, sends } from '#tests/channels/meta-sends.ts';
import { contents, messagesWith, schemaOf } from '#tests/channels/outbound-messages.ts';

const file = process.env.META_OPENAPI_FILE ?? '';

// Meta's file is not ours to keep beside the tests; who has it names it and checks against the original.
describe.skipIf(file === '')('Meta’s OpenAPI file (named by META_OPENAPI_FILE)', () => {
  const meta = readMetaDocument(
    file === '' ? '{"components":{"schemas":{}},"paths":{}}' : readFileSync(file, 'utf8'),
  );
  const webhookExamples = Object.entries(meta.webhookExamples);
  const sendExamples = Object.entries(meta.sendExamples);
  const isOurs = compileSendSchema();

  test('is the file we know: it has examples in plausible number', () => {
    expect(webhookExamples.length).toBeGreaterThanOrEqual(16);
    expect(sendExamples.length).toBeGreaterThanOrEqual(50);
  });

  test('every published delivery is read without a rejected item', () => {
    const read = webhookExamples.map(([name, { value }]) => {
      const events = parseWebhook(value);
      return [name, events.length, events.filter(({ type }) => type === 'rejected').length];
    });
    expect(read).toEqual(webhookExamples.map(([name]) => [name, 1, 0]));
  });

  test('every published text becomes that text, from that person, at that time', () => {
    const texts = webhookExamples.filter(([name]) => name.startsWith('Text Message'));
    expect(texts.length).toBeGreaterThanOrEqual(3);
    for (const [, { value }] of texts) {
      const { metadata, contacts, messages } = valueIn(value);
      const [message] = messages ?? [];
      expect(parseWebhook(value)).toMatchObject([
        {
          type: 'message',
          externalChannelId: metadata.phone_number_id,
          providerMessageId: message?.id,
          from: { address: message?.from, profileName: contacts?.[0]?.profile.name },
          occurredAt: new Date(Number(message?.timestamp) * 1000),
          content: { kind: 'text', text: message?.text.body },
          ...(message?.context ? { quotedProviderMessageId: message.context.id } : {}),
        },
      ]);
    }
  });

  test('every published message and status of another kind is read for what it is', () => {
    const read = webhookExamples
      .filter(([name]) => !name.startsWith('Text Message'))
      .map(([name, { value }]) => [name, parseWebhook(value).map(outlineOf).join()]);
    expect(Object.fromEntries(read)).toEqual({
      'Button Message': 'message choice',
      'Contact Sharing Message': 'message contacts',
      'Group Create Message': 'ignored',
      'Group Remove Participants': 'ignored',
      'Group Settings Update': 'ignored',
      'Image Message': 'message image',
      'Interactive Button Reply Message': 'message choice',
      'Interactive List Reply Message': 'message choice',
      'Location Message': 'message location',
      'Order Message': 'message order',
      'Reaction Message': 'reaction',
      'System Message': 'move',
      'Unsupported Message': 'message unsupported',
    });
  });

  test.each(Object.entries(contents))(
    'every body of kind %s that the adapter can send is valid, and the sandbox takes it',
    (kind, content) => {
      const validators = new Map(
        [...new Set(Object.values(schemaOf))].map((name) => [name, meta.validatorOf(name)]),
      );
      fc.assert(
        fc.property(messagesWith(content), (message) => {
          const isValid = validators.get(schemaOf[kind] ?? '');
          const body = buildBody(message);
          expect(faultIn(message.content)).toBeNull();
          isValid?.(body);
          expect(isValid?.errors ?? []).toEqual([]);
          expect(readMessageBody(body)).toMatchObject({ ok: true });
        }),
        { numRuns: 300 },
      );
    },
  );

  test('its examples have the names that ours are held to, and no other', () => {
    expect(sendExamples.map(([name]) => name).toSorted()).toEqual(publishedSends);
    expect(webhookExamples.map(([name]) => name).toSorted()).toEqual(publishedDeliveries);
  });

  test.each(Object.keys(sends))('%s has the shape of ours, but for what is named', (name) => {
    const ours = sends[name]?.body;
    expect(differenceOf(meta.sendExamples[name]?.value, ours)).toEqual(expectedDifference(name));
  });

  test('the read receipt and every delivery have the shape of ours', () => {
    expect(shapeOf(meta.sendExamples[readMark.name]?.value)).toEqual(shapeOf(readMark.body));
    for (const [name, { value }] of webhookExamples) {
      expect([name, shapeOf(deliveries[name]?.body)]).toEqual([name, shapeOf(value)]);
    }
  });

  test('each of ours is valid', () => {
    const isValid = meta.validatorOf('Message');
    for (const [name, { body }] of Object.entries(sends)) {
      expect([name, isValid(body), isValid.errors]).toEqual([name, true, null]);
    }
  });

  test('our schema agrees with theirs on every body of ours with one thing wrong, but for what is named', () => {
    const isValid = meta.validatorOf('Message');
    const lax = new Set<string>();
    for (const { body } of Object.values(sends)) {
      for (const { place, body: mutant } of mutantsOf(body)) {
        const [theirs, ours] = [isValid(mutant), isOurs(mutant)];
        expect([place, !theirs && ours]).toEqual([place, false]);
        if (theirs && !ours) lax.add(place);
      }
    }
    expect([...lax].filter((place) => !isLeftOpen(place))).toEqual([]);
    expect(leftOpen.filter(({ places }) => ![...lax].some((one) => places.test(one)))).toEqual([]);
  });

  test.each(Object.entries(contents))(
    'and so it does on whatever body of kind %s, with one thing wrong',
    (kind, content) => {
      const isValid = meta.validatorOf(schemaOf[kind] ?? '');
      const mutated = messagesWith(content).chain((message) => {
        const mutants = mutantsOf(JSON.parse(JSON.stringify(buildBody(message))));
        return fc.constantFrom(...mutants);
      });
      fc.assert(
        fc.property(mutated, ({ place, body }) => {
          const [theirs, ours] = [isValid(body), isOurs(body)];
          if (!theirs) expect([place, ours]).toEqual([place, false]);
          if (theirs && !ours) expect([place, isLeftOpen(place)]).toEqual([place, true]);
        }),
        { numRuns: 100 },
      );
    },
  );

  test('the sandbox takes every published body, but for those that are only the outline of one', () => {
    const refused = sendExamples.flatMap(([name, { value }]) => {
      const reading = readMessageBody(value);
      return reading.ok ? [] : [[name, reading.refusal.details] as const];
    });
    expect(Object.fromEntries(refused)).toEqual({
      // A stand-in for the kind of header, a reference longer than may be, and no type at all.
      'Send Multi-Product Message': expect.stringContaining('header.type'),
      'Send Order Status Message': expect.stringContaining('reference_id'),
      'Send Reply to List Message': expect.stringContaining('text'),
    });
  });

  test('what the file refuses in a text, the sandbox refuses, but for what Meta fills in itself', () => {
    const isValid = meta.validatorOf('TextMessage');
    const filledIn = new Set(['recipient_type', 'type', 'biz_opaque_callback_data']);
    for (const key of Object.keys(textBody('Hi')).filter((name) => !filledIn.has(name))) {
      const { [key]: _dropped, ...without } = textBody('Hi') as Record<string, unknown>;
      expect(isValid(without)).toBe(false);
      expect(readMessageBody(without).ok).toBe(false);
    }
  });

  test('what the sandbox answers and delivers is valid too', async () => {
    const { write, graph, webhook, sandbox, control } = startSandbox();
    // Not a quoting text: the file demands a referred product of every context, which its own examples lack.
    await write('Hello?');
    const accepted: unknown = await (await graph(textBody('Yes'))).json();
    const refused: unknown = await (await graph(textBody('x'.repeat(5000)))).json();
    await control('POST', 'read', { phone_number_id: NUMBER, customer: '919812345670' });
    await sandbox.idle();
    const check = (schema: string, value: unknown) => {
      const isValid = meta.validatorOf(schema);
      isValid(value);
      expect(isValid.errors ?? []).toEqual([]);
    };
    check('MessageResponsePayload', accepted);
    check('GraphAPIError', refused);
    expect(webhook.deliveries).toHaveLength(4);
    for (const { raw, value } of webhook.deliveries) {
      check('Entry', (JSON.parse(raw) as { entry: unknown[] }).entry[0]);
      if (value.statuses) check('StatusMessageValue', value);
    }
  });
});

/** What an event is, and what it holds. */
function outlineOf(event: InboundEvent): string {
  if (event.type === 'message') return `message ${event.content.kind}`;
  return event.type === 'status' ? `status ${event.status}` : event.type;
}

interface PublishedValue {
  metadata: { phone_number_id: string };
  contacts?: { profile: { name: string } }[];
  messages?: {
    id: string;
    from: string;
    timestamp: string;
    text: { body: string };
    context?: { id: string };
  }[];
}

function valueIn(delivery: unknown): PublishedValue {
  const { entry } = delivery as { entry: [{ changes: [{ value: PublishedValue }] }] };
  return entry[0].changes[0].value;
}
