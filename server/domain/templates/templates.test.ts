import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { businesses } from '#db/schema/businesses.ts';
import { messages } from '#db/schema/messages.ts';
import { createContact, createConversation } from '#db/testing/factories.ts';
import { getMessage } from '#server/domain/messages/get-message.ts';
import { queueMessage } from '#server/domain/messages/queue-message.ts';
import { createTemplate } from '#server/domain/templates/create-template.ts';
import { deleteTemplate } from '#server/domain/templates/delete-template.ts';
import { editTemplate } from '#server/domain/templates/edit-template.ts';
import { listTemplateChannels, listTemplates } from '#server/domain/templates/list-templates.ts';
import { submitTemplate } from '#server/domain/templates/submit-template.ts';
import { suggestTemplates } from '#server/domain/templates/suggest-templates.ts';
import {
  atProvider,
  later,
  noon,
  reminder,
  setTemplateStage,
} from '#tests/setup/template-stage.ts';
import type { TemplateStage } from '#tests/setup/template-stage.ts';
import type { TestContext } from '#tests/setup/test-context.ts';

let stage: TemplateStage;
let ctx: TestContext;

beforeEach(async () => {
  stage = await setTemplateStage();
  ({ ctx } = stage);
});

const form = reminder;
const sync = () => stage.sync();
const named = (name: string) => stage.named(name);
const stored = (name: string) => stage.stored(name);
const told = (...changes: Parameters<TemplateStage['told']>) => stage.told(...changes);
const syncsAsked = () => stage.syncsAsked();

describe('reading the templates of an account', () => {
  test('keeps those of all pages, and says when', async () => {
    stage.pages = [[atProvider('one')], [atProvider('two')], [atProvider('three')]];
    expect(await sync()).toEqual({ found: 3 });
    expect((await listTemplates(ctx)).map(({ name }) => name)).toEqual(['one', 'three', 'two']);
    expect(await listTemplateChannels(ctx)).toMatchObject([{ syncedAt: noon, isSyncing: false }]);
  });

  test('marks those that are gone deleted, and leaves drafts alone', async () => {
    stage.pages = [[atProvider('stays'), atProvider('goes')]];
    await sync();
    await createTemplate(ctx, { channelId: stage.channelId, form });
    ctx.setNow(later(60));
    stage.pages = [[atProvider('stays')]];
    await sync();
    expect((await listTemplates(ctx)).map(({ name }) => name)).toEqual(['stays', 'visit_reminder']);
    expect(await stored('goes')).toMatchObject([{ status: 'deleted' }]);
  });

  test('leaves all as it was when it stops half-way, and says why', async () => {
    stage.pages = [[atProvider('stays')]];
    await sync();
    ctx.setNow(later(60));
    const message = 'WhatsApp cannot be reached right now.';
    stage.desk.list = async () => ({
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
    stage.pages = [[atProvider('hello')]];
    await sync();
    await told({ occurredAt: later(30) });
    ctx.setNow(later(20));
    await sync();
    expect(await named('hello')).toMatchObject({ status: 'paused' });
  });
});

describe('a decision of the provider', () => {
  beforeEach(async () => {
    stage.pages = [[atProvider('hello')]];
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
    stage.desk.create = async () => ({
      ok: true,
      value: { providerTemplateId: '77', status: 'pending', category: 'utility' },
    });
    stage.desk.edit = async () => ({ ok: true, value: null });
    stage.desk.remove = async () => ({ ok: true, value: null });
  };

  test('is for admins alone; agents see them', async () => {
    await expect(
      createTemplate(stage.asAgent, { channelId: stage.channelId, form }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await createTemplate(ctx, { channelId: stage.channelId, form });
    expect(await listTemplates(stage.asAgent)).toMatchObject([
      { status: 'draft', parts: { body: form.body } },
    ]);
  });

  test('goes from draft to review to approved, and then can be edited once a day', async () => {
    submitted();
    const { templateId } = await createTemplate(ctx, { channelId: stage.channelId, form });
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
    stage.desk.create = async () => ({
      ok: false,
      failure: { code: 'name_taken', message, retryable: false },
    });
    const { templateId } = await createTemplate(ctx, { channelId: stage.channelId, form });
    await expect(submitTemplate(ctx, { templateId })).rejects.toMatchObject({
      code: 'CONFLICT',
      message,
      details: { field: 'name' },
    });
    expect(await named(form.name)).toMatchObject({ status: 'draft' });
  });

  test('refuses a name that is taken, and takes it again once it is free', async () => {
    submitted();
    const { templateId } = await createTemplate(ctx, { channelId: stage.channelId, form });
    await expect(createTemplate(ctx, { channelId: stage.channelId, form })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await deleteTemplate(ctx, { templateId });
    expect(await listTemplates(ctx)).toEqual([]);
    await createTemplate(ctx, { channelId: stage.channelId, form });
  });
});

describe('the templates for a conversation', () => {
  const body = [{ type: 'BODY', text: 'Hi {{first_name}}, all is well here.' }];

  async function conversation(): Promise<string> {
    const contact = await createContact(ctx.businessId, { name: "Siobhán O'Brien" });
    const values = { channelId: stage.channelId, contactId: contact.id, address: contact.address };
    return (await createConversation(ctx.businessId, values)).id;
  }

  test('are the approved ones, utility first, the most used first, with what fills them', async () => {
    stage.pages = [
      [
        atProvider('a_offer', { category: 'marketing' }),
        atProvider('b_unused'),
        atProvider('c_used'),
        atProvider('d_paused', { status: 'paused' }),
        atProvider('e_carousel', { components: [...body, { type: 'CAROUSEL', cards: [] }] }),
        atProvider('f_picture', {
          category: 'marketing',
          components: [{ type: 'HEADER', format: 'IMAGE' }, ...body],
        }),
      ],
    ];
    await sync();
    const used = { name: 'c_used', language: 'en', parameters: ['x'] };
    const send = { conversationId: await conversation(), clientId: randomUUID(), text: 'x' };
    await queueMessage(ctx, { ...send, template: used });
    const { templates: offered, values } = await suggestTemplates(ctx, {
      conversationId: await conversation(),
    });
    expect(offered.map(({ name }) => name)).toEqual(['c_used', 'b_unused', 'a_offer', 'f_picture']);
    expect(values).toMatchObject({
      first_name: 'Siobhán',
      name: "Siobhán O'Brien",
      member_name: 'Ana Souza',
    });
  });

  test('come in the language that this person was last sent, or else in that of the business', async () => {
    const languages = ['pt_BR', 'en', 'hi', 'en_GB'];
    stage.pages = [languages.map((language) => atProvider('hello', { language }))];
    await sync();
    await ctx.db((tx) => tx.update(businesses).set({ locale: 'en-GB' }));
    const conversationId = await conversation();
    const offered = async () =>
      (await suggestTemplates(ctx, { conversationId })).templates.map(({ language }) => language);
    expect(await offered()).toEqual(['en_GB', 'en', 'hi', 'pt_BR']);
    const template = { name: 'hello', language: 'hi', parameters: ['x'] };
    await queueMessage(ctx, { conversationId, clientId: randomUUID(), text: 'x', template });
    expect(await offered()).toEqual(['hi', 'en_GB', 'en', 'pt_BR']);
  });

  test('keep beside the text of a sent one its header, footer and buttons', async () => {
    const components = [
      { type: 'HEADER', format: 'TEXT', text: 'For {{first_name}}' },
      { type: 'BODY', text: 'Hi {{first_name}}, all is well here.' },
      { type: 'FOOTER', text: 'Luxe Salon' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Good' }] },
    ];
    stage.pages = [[atProvider('hello', { components })]];
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
    // And so it stays in the thread, whatever becomes of the template.
    ctx.setNow(later(60));
    stage.pages = [[atProvider('hello', { components: body })]];
    await sync();
    expect(await getMessage(ctx, { messageId })).toMatchObject({
      template: {
        header: "For O'Brien 👩🏽‍🦰",
        footer: 'Luxe Salon',
        buttons: [{ title: 'Good', isReply: true }],
      },
    });
  });
});
