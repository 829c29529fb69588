import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { buildBody } from '#server/channels/whatsapp/build-body.ts';
import { faultIn } from '#server/channels/whatsapp/find-fault.ts';
import { buildReadBody } from '#server/channels/whatsapp/mark-read.ts';
import { parseWebhook } from '#server/channels/whatsapp/parse-webhook.ts';
import { readMessageBody } from '#server/sandbox/message-body.ts';
import { deliveries } from '#tests/channels/meta-deliveries.ts';
import { mutantsOf } from '#tests/channels/meta-mutants.ts';
import { publishedDeliveries, publishedSends } from '#tests/channels/meta-published-names.ts';
import { compileSendSchema } from '#tests/channels/meta-send-schema.ts';
import { readMark, sends } from '#tests/channels/meta-sends.ts';
import { contents, messagesWith } from '#tests/channels/outbound-messages.ts';

const isValid = compileSendSchema();
const byName = Object.entries(sends);

test('there is one of ours for each of the fifty bodies and sixteen deliveries that Meta publishes', () => {
  expect([...Object.keys(sends), readMark.name].toSorted()).toEqual(publishedSends);
  expect(Object.keys(deliveries).toSorted()).toEqual(publishedDeliveries);
  expect([publishedSends.length, publishedDeliveries.length]).toEqual([50, 16]);
});

describe('what we send', () => {
  test.each(byName)('%s is built to the letter', (_name, { message, body }) => {
    expect(faultIn(message.content)).toBeNull();
    expect(buildBody(message)).toEqual(body);
  });

  test.each(byName)('%s is valid, and the sandbox takes it', (_name, { body }) => {
    expect(isValid(body)).toBe(true);
    expect(readMessageBody(body)).toMatchObject({ ok: true, send: { kind: body.type } });
  });

  test('a person without a number is named by their own id, whatever they are sent', () => {
    for (const [, { message, body }] of byName) {
      const { to: _number, ...rest } = body;
      const built = buildBody({ ...message, to: { providerUserId: 'IE.4711' } });
      expect(built).toEqual({ ...rest, recipient: 'IE.4711' });
      expect(isValid(built)).toBe(true);
    }
  });

  test('the read receipt with typing', () => {
    expect(buildReadBody(readMark.read)).toEqual(readMark.body);
    expect(isValid(readMark.body)).toBe(true);
    expect(readMessageBody(readMark.body)).toEqual({
      ok: true,
      markRead: readMark.read.providerMessageId,
    });
  });

  test.each(Object.entries(contents))(
    'every message of kind %s becomes a valid body, which the sandbox takes',
    (_kind, content) => {
      fc.assert(
        fc.property(messagesWith(content), (message) => {
          const body = buildBody(message);
          expect(faultIn(message.content)).toBeNull();
          expect([body, isValid(body)]).toEqual([body, true]);
          expect(readMessageBody(body)).toMatchObject({ ok: true });
        }),
        { numRuns: 100 },
      );
    },
  );
});

describe('the schema of what we send', () => {
  /** Of the person who fills in a form, and of nobody else. */
  const free = /\.(data|flow_action_data)\./;

  test('refuses a value of another type, wherever it is', () => {
    for (const [name, { body }] of byName) {
      const mistyped = mutantsOf(body).filter(
        ({ place }) => place.endsWith('mistyped') && !free.test(place),
      );
      expect(mistyped.length).toBeGreaterThan(5);
      for (const { place, body: mutant } of mistyped) {
        expect([name, place, isValid(mutant)]).toEqual([name, place, false]);
      }
    }
  });

  test('refuses a key that nobody knows, at the top and in what is sent', () => {
    for (const [, { body }] of byName) {
      expect(isValid({ ...body, colour: 'red' })).toBe(false);
      const type = String(body.type);
      const part = body[type];
      if (!Array.isArray(part)) {
        expect(isValid({ ...body, [type]: { ...(part as object), colour: 'red' } })).toBe(false);
      }
    }
  });
});

describe('what comes in', () => {
  test.each(Object.entries(deliveries))('%s is read to its events', (_name, { body, events }) => {
    const read = parseWebhook(body);
    expect(read.map(({ raw: _raw, ...event }) => event)).toEqual(events);
    for (const { raw } of read) expect(JSON.stringify(body)).toContain(JSON.stringify(raw));
  });
});
