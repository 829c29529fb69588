import { randomInt } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contacts } from '#db/schema/contacts.ts';
import { messages, receipts } from '#db/schema/messages.ts';
import { messageRevisions, reactions } from '#db/schema/reactions.ts';
import { deadLetters, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel } from '#db/testing/factories.ts';
import type { InboundContent } from '#server/channels/content.ts';
import { parseWebhook } from '#server/channels/instagram/parse-webhook.ts';
import examples from '#server/channels/instagram/payloads/examples.json' with { type: 'json' };
import { applyDeliveries } from '#server/domain/webhooks/apply-deliveries.ts';
import { applyPorts } from '#server/webhook-ports.ts';
import { appSecret, signed, startFastPath } from '#tests/webhooks/doors.ts';
import { close } from '#tests/channels/webhook-server.ts';
import { testContext } from '#tests/setup/test-context.ts';

const ACCOUNT = '17841400000000001';
const asha = { address: '1234567890123456' };
const cdn = 'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1';
const text = (words: string): InboundContent => ({ kind: 'text', text: words });
const image = { kind: 'image', url: cdn };

const said = (mid: string, content: unknown, more: object = {}) => ({
  type: 'message',
  providerMessageId: mid,
  from: asha,
  content,
  opensReplyWindow: true,
  ...more,
});
const file = (mid: string, kind: string) =>
  said(mid, { kind, text: '', files: [{ kind, url: cdn }] });
const shared = (mid: string, share: object, files: object[] = [image]) =>
  said(mid, { kind: 'share', text: '', share, files });
const echoed = (mid: string, content: unknown) => ({
  type: 'echo',
  providerMessageId: mid,
  to: asha,
  content,
});
const reacted = (emoji: string | null) => ({
  type: 'reaction',
  providerMessageId: 'mid.echo',
  side: 'contact',
  person: asha,
  emoji,
});
const pressed = (mid: string, title: string, id: string, more: object = {}) =>
  said(mid, { kind: 'choice', text: title, choice: { from: 'postback', id } }, more);
const unused = (field: string) => ({
  type: 'ignored',
  reason: `Changes of the field “${field}” are not used.`,
});
const dashboardTest = {
  type: 'ignored',
  externalChannelId: '0',
  reason: 'This is a test from Meta’s dashboard.',
};

/** What each of Meta's documented events is to us, whole but for the provider's own item. */
const expected: Record<keyof typeof examples, object> = {
  text: said('mid.text', text('Is 5 pm free? 😊')),
  image: file('mid.image', 'image'),
  video: file('mid.video', 'video'),
  audio: file('mid.audio', 'audio'),
  file: file('mid.file', 'document'),
  two_images: said('mid.two', {
    kind: 'image',
    text: 'Before and after',
    files: [image, { ...image, url: `${cdn}2` }],
  }),
  image_and_video: said('mid.mixed', {
    kind: 'image',
    text: '',
    files: [image, { kind: 'video', url: `${cdn}2` }],
  }),
  share: shared('mid.share', { from: 'post', url: cdn }),
  ig_post: shared('mid.post', {
    from: 'post',
    id: '18139494541428835',
    title: 'Spring cuts',
    url: cdn,
  }),
  media: shared('mid.media', { from: 'post', url: cdn }),
  ig_reel: shared(
    'mid.reel',
    { from: 'reel', id: '18100000000000001', title: 'A bob in a minute', url: cdn },
    [{ kind: 'video', url: cdn }],
  ),
  reel: shared('mid.reel', { from: 'reel', title: 'A bob in a minute', url: cdn }, [
    { kind: 'video', url: cdn },
  ]),
  reel_page: shared('mid.page', { from: 'reel', url: 'https://www.instagram.com/reel/C1/' }, []),
  ig_story: shared('mid.story', { from: 'story', id: '18200000000000001', url: cdn }),
  story: shared('mid.story', { from: 'story', url: cdn }),
  fallback: said('mid.fallback', {
    kind: 'share',
    text: 'See https://luxe.example',
    share: { from: 'link', title: 'Luxe Salon', url: 'https://luxe.example' },
    files: [],
  }),
  product: shared('mid.product', { from: 'product', id: '990', title: 'Argan oil' }, []),
  story_mention: said('mid.mention', {
    kind: 'story',
    text: '',
    story: { url: cdn },
    files: [image],
  }),
  story_reply: said('mid.reply', text('Love this colour'), {
    context: { story: { id: '17900000000000001', url: cdn } },
  }),
  inline_reply: said('mid.inline', text('Yes please'), {
    quotedProviderMessageId: 'mid.earlier',
  }),
  like: said('mid.like', text('❤️')),
  ephemeral: said('mid.once', {
    kind: 'unsupported',
    reason: 'A photo or video that can be seen once: it is in the Instagram app.',
  }),
  unsupported: said('mid.unsupported', { kind: 'unsupported', reason: 'unsupported' }),
  unsupported_with_words: said('mid.words', text('Look at this')),
  quick_reply: said('mid.quick', {
    kind: 'choice',
    text: 'Saturday',
    choice: { from: 'quick_reply', id: 'DAY_SAT' },
  }),
  product_question: said('mid.ask', text('Is it in stock?'), {
    context: { product: { retailerId: '990' } },
  }),
  ad: said('mid.ad', text('Hi'), {
    context: {
      referral: {
        from: 'ad',
        adId: '6045246247433',
        reference: 'spring',
        headline: 'Spring offer',
        imageUrl: cdn,
        videoUrl: `${cdn}3`,
      },
    },
  }),
  postback: pressed('mid.postback', 'Opening hours', 'HOURS'),
  postback_without_mid: pressed(
    'postback.SY9B73fwjfyjG8j-hnv8fmXWPFV_3gHW4lAGFv68PDs',
    'Opening hours',
    'HOURS',
  ),
  postback_from_ad: pressed('mid.postback.ad', 'Book now', 'BOOK', {
    context: { referral: { from: 'ad', adId: '6045246247433', reference: 'spring' } },
  }),
  referral: {
    type: 'referral',
    from: asha,
    referral: { from: 'link', reference: 'window-sticker' },
  },
  deleted: { type: 'revision', providerMessageId: 'mid.text', content: null },
  edited: { type: 'revision', providerMessageId: 'mid.text', content: text('Is 6 pm free?') },
  echo: echoed('mid.echo', text('Yes, come by!')),
  echo_of_image: echoed('mid.echo.image', { kind: 'image', text: '', files: [image] }),
  echo_of_unknown: echoed('mid.echo.unknown', { kind: 'unsupported', reason: 'unsupported_type' }),
  echo_of_template: echoed('mid.echo.template', {
    kind: 'share',
    text: '',
    share: { from: 'link', title: 'Our prices' },
    files: [],
  }),
  echo_deleted: { type: 'revision', providerMessageId: 'mid.echo', content: null },
  react: reacted('❤'),
  react_named: reacted('😮'),
  react_laugh: reacted('😆'),
  unreact: reacted(null),
  read: { type: 'watermark', from: asha, providerMessageId: 'mid.echo' },
  standby: said('mid.standby', text('Hello?')),
  standby_echo: echoed('mid.standby.echo', text('From the other app')),
  page_message: said('mid.page', text('Hello'), { occurredAt: new Date(1772445600000) }),
  self: { type: 'ignored', reason: 'The account wrote to itself, as a test.' },
  dashboard_test: dashboardTest,
  dashboard_reaction: dashboardTest,
  dashboard_postback: dashboardTest,
  dashboard_seen: dashboardTest,
  comment: unused('comments'),
  own_comment: unused('comments'),
  live_comment: unused('live_comments'),
  mention: unused('mentions'),
  story_insights: unused('story_insights'),
  handover: { type: 'ignored', reason: 'Items with “pass_thread_control” are not used.' },
};

const names = Object.keys(expected) as (keyof typeof examples)[];

/** With what every event has alike. */
function whole(event: object): object {
  const isIgnored = 'type' in event && event.type === 'ignored';
  const occurredAt = isIgnored ? {} : { occurredAt: new Date(1772445600123) };
  return { externalChannelId: ACCOUNT, ...occurredAt, ...event };
}

test.each(names)('%s is read as exactly what it is', (name) => {
  const events = parseWebhook(examples[name]).map(({ raw: _raw, ...event }) => event);
  expect(events).toEqual([whole(expected[name])]);
});

describe('through the door', () => {
  let url: string;
  let ctx: ReturnType<typeof testContext>;
  const forgetSettings = () => Reflect.deleteProperty(globalThis, Symbol.for('frontdesk.env'));

  beforeAll(async () => {
    vi.stubEnv('META_APP_SECRET', appSecret);
    vi.stubEnv('LOG_LEVEL', 'silent');
    forgetSettings();
    const door = await startFastPath();
    ({ url } = door);
    return () => close(door.server);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    forgetSettings();
  });

  /** The event comes to an account of its own, signed by the app, and is applied. */
  async function deliver(
    name: keyof typeof examples,
  ): Promise<{ channelId: string; body: string }> {
    const { id: businessId } = await createBusiness();
    ctx = testContext({ businessId });
    const externalId = String(randomInt(100_000_000_000, 1_000_000_000_000));
    const { id } = await createChannel(businessId, { kind: 'instagram', externalId });
    const whole = { ...examples[name], note: externalId };
    const body = JSON.stringify(whole).replaceAll(ACCOUNT, externalId);
    await bring(body);
    return { channelId: id, body };
  }

  /** Brings the body to the door as Meta does, and applies what was stored of it. */
  async function bring(body: string): Promise<void> {
    const answer = await fetch(`${url}/api/webhooks/instagram`, signed(body));
    expect(answer.status).toBe(200);
    const stored = await forSystem((tx) =>
      tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.body, body)),
    );
    expect(stored).toHaveLength(1);
    const deliveryIds = stored.map(({ id }) => id);
    await applyDeliveries(applyPorts('test'), { deliveryIds });
    const [applied] = await forSystem((tx) =>
      tx.select().from(webhookDeliveries).where(inArray(webhookDeliveries.id, deliveryIds)),
    );
    expect(applied).toMatchObject({ state: 'applied' });
  }

  /** What there is of the channel by then, of the kind of thing that the event makes. */
  function traces(channelId: string, type: string): Promise<object[]> {
    return ctx.db(async (tx): Promise<object[]> => {
      const [table, ofChannel] = {
        reaction: [reactions, eq(reactions.channelId, channelId)] as const,
        revision: [messageRevisions, eq(messageRevisions.channelId, channelId)] as const,
        watermark: [receipts, eq(receipts.channelId, channelId)] as const,
      }[type] ?? [messages, eq(messages.channelId, channelId)];
      if (type === 'referral') return tx.select({ referral: contacts.firstTouch }).from(contacts);
      return tx.select().from(table).where(ofChannel);
    });
  }

  test.each(names)('%s leaves its trace, and nothing is put aside', async (name) => {
    const { channelId } = await deliver(name);
    const event = expected[name] as { type: string; content?: { kind: string } | null };
    const { type } = event;
    const found = await traces(channelId, type);
    const trace = {
      message: { direction: 'inbound', kind: event.content?.kind },
      echo: { direction: 'outbound', kind: event.content?.kind, state: 'sent' },
      watermark: { status: 'read' },
      revision: { kind: event.content === null ? 'deleted' : 'edited' },
    }[type];
    const { referral, emoji, providerMessageId } = event as Record<string, unknown>;
    const same = {
      ...(emoji !== undefined && { emoji }),
      ...(referral !== undefined && { referral }),
      ...(type !== 'referral' && !isMadeUp(providerMessageId) && { providerMessageId }),
    };
    expect(found).toMatchObject(type === 'ignored' ? [] : [{ ...trace, ...same }]);
    expect(await ctx.db((tx) => tx.select().from(deadLetters))).toEqual([]);
  });

  const used = names.filter((name) => typeOf(name) !== 'ignored');
  test.each(used)('%s comes twice and leaves one trace', async (name) => {
    const { channelId, body } = await deliver(name);
    const once = await traces(channelId, typeOf(name));
    expect(once).toHaveLength(1);
    // In other bytes, so that the second can be told from the first.
    await bring(`${body} `);
    expect(await traces(channelId, typeOf(name))).toEqual(once);
  });
});

function typeOf(name: keyof typeof examples): string {
  return (expected[name] as { type: string }).type;
}

/** An id of our own holds the account, which is another one here. */
function isMadeUp(providerMessageId: unknown): boolean {
  return typeof providerMessageId === 'string' && providerMessageId.startsWith('postback.');
}
