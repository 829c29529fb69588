import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { jobEvents } from '#db/schema/job-events.ts';
import { messages } from '#db/schema/messages.ts';
import { templates } from '#db/schema/templates.ts';
import { forSystem } from '#db/system.ts';
import {
  createBusiness,
  createChannel,
  createContact,
  createConversation,
  createMember,
} from '#db/testing/factories.ts';
import { channelPort } from '#server/channel-port.ts';
import type { ProviderTemplate } from '#server/channels/template-parts.ts';
import type { InboundTemplateEvent } from '#server/channels/events.ts';
import type { TemplateDesk } from '#server/channels/types.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { applyTemplateEvent } from '#server/domain/templates/apply-template-event.ts';
import { createTemplate } from '#server/domain/templates/create-template.ts';
import { deleteTemplate } from '#server/domain/templates/delete-template.ts';
import { editTemplate } from '#server/domain/templates/edit-template.ts';
import { listTemplateChannels, listTemplates } from '#server/domain/templates/list-templates.ts';
import { templateForm } from '#server/domain/templates/schema.ts';
import { submitTemplate } from '#server/domain/templates/submit-template.ts';
import { suggestTemplates } from '#server/domain/templates/suggest-templates.ts';
import { syncTemplates } from '#server/domain/templates/sync-templates.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

const accountId = '220000000000001';
const noon = new Date('2026-11-20T12:00:00Z');
const form = templateForm.parse({
  name: 'visit_reminder',
  language: 'en',
  category: 'utility',
  header: { kind: 'none' },
  body: 'Hi {{first_name}}, we look forward to your visit.',
  samples: { first_name: 'Priya' },
  buttons: [{ kind: 'quick_reply', text: 'See you' }],
});

let ctx: TestContext;
let asAgent: TestContext;
let channelId: string;
let pages: ProviderTemplate[][];
let desk: Partial<TemplateDesk>;

const atProvider = (name: string, changes: Partial<ProviderTemplate> = {}): ProviderTemplate => ({
  providerTemplateId: `id-${name}`,
  name,
  language: 'en',
  category: 'utility',
  status: 'approved',
  statusReason: null,
  quality: 'green',
  parameterFormat: 'named',
  components: [{ type: 'BODY', text: 'Hi {{first_name}}, all is well here.' }],
  ...changes,
});

beforeEach(async () => {
  const { id: businessId } = await createBusiness();
  channelId = (await createChannel(businessId, { accountId })).id;
  pages = [[]];
  desk = {};
  const port = channelPort();
  const list: TemplateDesk['list'] = async (_connection, _account, cursor) => {
    const at = Number(cursor ?? 0);
    const next = at + 1 < pages.length ? String(at + 1) : null;
    return { ok: true, value: { templates: pages[at] ?? [], next } };
  };
  const adapterFor: typeof port.adapterFor = (kind) => {
    const adapter = port.adapterFor(kind);
    if (adapter.templates === undefined) throw new Error('WhatsApp has templates.');
    return { ...adapter, templates: { ...adapter.templates, list, ...desk } };
  };
  const channels = { ...port, adapterFor };
  const owner = actorOf(await createMember(businessId, { role: 'owner', name: 'Ana Souza' }));
  const agent = actorOf(await createMember(businessId));
  ctx = testContext({ businessId, actor: owner, channels, now: noon });
  asAgent = testContext({ businessId, actor: agent, channels, now: noon });
});

const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const sync = () => syncTemplates(ctx, { accountId });
const named = async (name: string) => (await listTemplates(ctx)).find((one) => one.name === name);
const stored = (name: string) =>
  ctx.db((tx) => tx.select().from(templates).where(eq(templates.name, name)));

const told = (changes: Partial<InboundTemplateEvent> = {}) =>
  applyTemplateEvent(
    ctx,
    { id: channelId, kind: 'whatsapp' },
    {
      type: 'template',
      externalAccountId: accountId,
      name: 'hello',
      language: 'en',
      change: { what: 'status', status: 'PAUSED' },
      occurredAt: later(1),
      raw: {},
      ...changes,
    },
  );

async function syncsAsked(): Promise<number> {
  const { businessId } = ctx;
  return forSystem((tx) => tx.$count(jobEvents, eq(jobEvents.businessId, businessId)));
}

describe('reading the templates of an account', () => {
  test('keeps those of all pages, and says when', async () => {
    pages = [[atProvider('one')], [atProvider('two')], [atProvider('three')]];
    expect(await sync()).toEqual({ found: 3 });
    expect((await listTemplates(ctx)).map(({ name }) => name)).toEqual(['one', 'three', 'two']);
    expect(await listTemplateChannels(ctx)).toMatchObject([{ syncedAt: noon, isSyncing: false }]);
  });

  test('marks those that are gone deleted, and leaves drafts alone', async () => {
    pages = [[atProvider('stays'), atProvider('goes')]];
    await sync();
    await createTemplate(ctx, { channelId, form });
    ctx.setNow(later(60));
    pages = [[atProvider('stays')]];
    await sync();
    expect((await listTemplates(ctx)).map(({ name }) => name)).toEqual(['stays', 'visit_reminder']);
    expect(await stored('goes')).toMatchObject([{ status: 'deleted' }]);
  });

  test('leaves all as it was when it stops half-way, and says why', async () => {
    pages = [[atProvider('stays')]];
    await sync();
    ctx.setNow(later(60));
    const message = 'WhatsApp cannot be reached right now.';
    desk.list = async () => ({
      ok: false,
      failure: { code: 'unavailable', message, retryable: true },
    });
    await expect(sync()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await named('stays')).toMatchObject({ status: 'approved' });
    expect(await listTemplateChannels(ctx)).toMatchObject([
      { syncTrouble: message, syncedAt: noon },
    ]);
  });

  test('does not undo a decision that came while it was under way', async () => {
    pages = [[atProvider('hello')]];
    await sync();
    await told({ occurredAt: later(30) });
    ctx.setNow(later(20));
    await sync();
    expect(await named('hello')).toMatchObject({ status: 'paused' });
  });
});

describe('a decision of the provider', () => {
  beforeEach(async () => {
    pages = [[atProvider('hello')]];
    await sync();
  });

  test('counts when it is later, in whatever order it comes', async () => {
    await told({ occurredAt: later(9) });
    await told({ change: { what: 'status', status: 'APPROVED' }, occurredAt: later(5) });
    expect(await named('hello')).toMatchObject({ status: 'paused' });
    await told({ change: { what: 'status', status: 'APPROVED' }, occurredAt: later(10) });
    expect(await named('hello')).toMatchObject({ status: 'approved' });
  });

  test('says its reason in plain words', async () => {
    await told({ change: { what: 'status', status: 'REJECTED', reason: 'PROMOTIONAL' } });
    expect(await named('hello')).toMatchObject({
      status: 'rejected',
      reason: expect.stringContaining('Marketing') as string,
    });
  });

  test('changes quality and category', async () => {
    await told({ change: { what: 'quality', quality: 'RED' } });
    await told({ change: { what: 'category', category: 'MARKETING' } });
    expect(await named('hello')).toMatchObject({ quality: 'red', category: 'marketing' });
  });

  test('of quality and category counts when it is later, too', async () => {
    await told({ change: { what: 'quality', quality: 'RED' }, occurredAt: later(9) });
    await told({ change: { what: 'quality', quality: 'GREEN' }, occurredAt: later(5) });
    await told({ change: { what: 'category', category: 'MARKETING' }, occurredAt: later(9) });
    await told({ change: { what: 'category', category: 'UTILITY' }, occurredAt: later(5) });
    expect(await named('hello')).toMatchObject({ quality: 'red', category: 'marketing' });
    ctx.setNow(later(8));
    await sync();
    expect(await named('hello')).toMatchObject({ quality: 'red', category: 'marketing' });
  });

  test('about one that is not known asks for all to be read', async () => {
    expect(await syncsAsked()).toBe(0);
    await told({ name: 'unheard_of' });
    expect(await syncsAsked()).toBe(1);
  });

  test('about an account that is not the channel’s changes nothing', async () => {
    await told({ externalAccountId: '999' });
    expect(await named('hello')).toMatchObject({ status: 'approved' });
    expect(await syncsAsked()).toBe(0);
  });
});

describe('making a template', () => {
  const submitted = () => {
    desk.create = async () => ({
      ok: true,
      value: { providerTemplateId: '77', status: 'pending', category: 'utility' },
    });
    desk.edit = async () => ({ ok: true, value: null });
    desk.remove = async () => ({ ok: true, value: null });
  };

  test('is for admins alone; agents see them', async () => {
    await expect(createTemplate(asAgent, { channelId, form })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await createTemplate(ctx, { channelId, form });
    expect(await listTemplates(asAgent)).toMatchObject([
      { status: 'draft', parts: { body: form.body } },
    ]);
  });

  test('goes from draft to review to approved, and then can be edited once a day', async () => {
    submitted();
    const { templateId } = await createTemplate(ctx, { channelId, form });
    await submitTemplate(ctx, { templateId });
    expect(await named(form.name)).toMatchObject({ status: 'pending', providerTemplateId: '77' });
    await expect(editTemplate(ctx, { templateId, form })).rejects.toThrow('in review');
    const approve = (minutes: number) =>
      told({
        name: form.name,
        providerTemplateId: '77',
        change: { what: 'status', status: 'APPROVED' },
        occurredAt: later(minutes),
      });
    await approve(1);
    const changed = { ...form, body: 'Hi {{first_name}}, we look forward to seeing you.' };
    ctx.setNow(new Date());
    await editTemplate(ctx, { templateId, form: changed });
    expect(await named(form.name)).toMatchObject({
      status: 'pending',
      parts: { body: changed.body },
    });
    await told({
      name: form.name,
      change: { what: 'status', status: 'APPROVED' },
      occurredAt: new Date(Date.now() + 60_000),
    });
    await expect(editTemplate(ctx, { templateId, form })).rejects.toThrow('once a day');
  });

  test('stays a draft when the provider refuses it, and says why at the name', async () => {
    const message = 'There is a template of this name in this language already.';
    desk.create = async () => ({
      ok: false,
      failure: { code: 'name_taken', message, retryable: false },
    });
    const { templateId } = await createTemplate(ctx, { channelId, form });
    await expect(submitTemplate(ctx, { templateId })).rejects.toMatchObject({
      code: 'CONFLICT',
      message,
      details: { field: 'name' },
    });
    expect(await named(form.name)).toMatchObject({ status: 'draft' });
  });

  test('refuses a name that is taken, and takes it again once it is free', async () => {
    submitted();
    const { templateId } = await createTemplate(ctx, { channelId, form });
    await expect(createTemplate(ctx, { channelId, form })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await deleteTemplate(ctx, { templateId });
    expect(await listTemplates(ctx)).toEqual([]);
    await createTemplate(ctx, { channelId, form });
  });
});

describe('the templates for a conversation', () => {
  async function conversation(): Promise<string> {
    const contact = await createContact(ctx.businessId, { name: "Siobhán O'Brien" });
    const values = { channelId, contactId: contact.id, address: contact.address };
    return (await createConversation(ctx.businessId, values)).id;
  }

  test('are the approved ones, utility first, the most used first, with what fills them', async () => {
    pages = [
      [
        atProvider('a_offer', { category: 'marketing' }),
        atProvider('b_unused'),
        atProvider('c_used'),
        atProvider('d_paused', { status: 'paused' }),
      ],
    ];
    await sync();
    const used = { name: 'c_used', language: 'en', parameters: ['x'] };
    const send = { conversationId: await conversation(), clientId: randomUUID(), text: 'x' };
    await queueMessage(ctx, { ...send, template: used });
    const { templates: offered, values } = await suggestTemplates(ctx, {
      conversationId: await conversation(),
    });
    expect(offered.map(({ name }) => name)).toEqual(['c_used', 'b_unused', 'a_offer']);
    expect(values).toMatchObject({
      first_name: 'Siobhán',
      name: "Siobhán O'Brien",
      member_name: 'Ana Souza',
    });
  });

  test('keep beside the text of a sent one its header, footer and buttons', async () => {
    const components = [
      { type: 'HEADER', format: 'TEXT', text: 'For {{first_name}}' },
      { type: 'BODY', text: 'Hi {{first_name}}, all is well here.' },
      { type: 'FOOTER', text: 'Luxe Salon' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Good' }] },
    ];
    pages = [[atProvider('hello', { components })]];
    await sync();
    const value = { type: 'text' as const, text: "O'Brien 👩🏽‍🦰", name: 'first_name' };
    const { messageId } = await queueMessage(ctx, {
      conversationId: await conversation(),
      clientId: randomUUID(),
      text: "Hi O'Brien 👩🏽‍🦰, all is well here.",
      template: { name: 'hello', language: 'en', header: [value], parameters: [value] },
    });
    const [row] = await ctx.db((tx) =>
      tx.select().from(messages).where(eq(messages.id, messageId)),
    );
    expect(row?.content).toEqual({
      header: { kind: 'text', text: "For O'Brien 👩🏽‍🦰" },
      footer: 'Luxe Salon',
      buttons: [{ kind: 'quick_reply', label: 'Good' }],
    });
  });
});
