import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { templates } from '#db/schema/templates.ts';
import type { FileToUpload, TemplateDesk } from '#server/channels/types.ts';
import { addSample } from '#server/domain/templates/add-sample.ts';
import { createTemplate } from '#server/domain/templates/create-template.ts';
import { editTemplate } from '#server/domain/templates/edit-template.ts';
import { explainReason } from '#server/domain/templates/explain-reason.ts';
import { submitTemplate } from '#server/domain/templates/submit-template.ts';
import { syncTemplates } from '#server/domain/templates/sync-templates.ts';
import { jpeg } from '#server/files/testing/samples.ts';
import {
  atProvider,
  later,
  noon,
  reminder,
  setTemplateStage,
} from '#tests/setup/template-stage.ts';
import type { TemplateStage } from '#tests/setup/template-stage.ts';

let stage: TemplateStage;
beforeEach(async () => {
  stage = await setTemplateStage();
});

const approved = { what: 'status', status: 'APPROVED' } as const;
const paused = { what: 'status', status: 'PAUSED' } as const;

describe('what happens while all are read', () => {
  test('another reading that began earlier and ends later takes none for deleted', async () => {
    const { ctx, desk, sync, named } = stage;
    const hello = [atProvider('hello')];
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<Awaited<ReturnType<TemplateDesk['list']>>>();
    desk.list = () => {
      asked.resolve(undefined);
      return answer.promise;
    };
    const first = sync();
    await asked.promise;
    ctx.setNow(later(1));
    desk.list = async (_connection, _account, cursor) => {
      if (cursor === null) return { ok: true, value: { templates: hello, next: '1' } };
      answer.resolve({ ok: true, value: { templates: hello, next: null } });
      await first;
      return { ok: true, value: { templates: [], next: null } };
    };
    await sync();
    expect(await named('hello')).toMatchObject({ status: 'approved' });
  });

  test('is asked for again by none that asked before it began, but by those that asked later', async () => {
    const { ctx, desk, list } = stage;
    let readings = 0;
    desk.list = (...asked) => {
      readings += 1;
      return list(...asked);
    };
    const syncAsked = (minutes: number) =>
      syncTemplates(ctx, { accountId: '220000000000001', askedAt: later(minutes) });
    ctx.setNow(later(2));
    await syncAsked(0);
    await syncAsked(1);
    expect(readings).toBe(1);
    await syncAsked(3);
    expect(readings).toBe(2);
  });

  test('an edit stands, although the answer was written before it', async () => {
    const { ctx, desk, sync, named, list } = stage;
    stage.pages = [[atProvider('visit_reminder')]];
    await sync();
    const templateId = (await named('visit_reminder'))?.id ?? '';
    desk.edit = async () => ({ ok: true, value: null });
    ctx.setNow(later(1));
    desk.list = async (...asked) => {
      ctx.setNow(later(2));
      await editTemplate(ctx, { templateId, form: reminder });
      return list(...asked);
    };
    await sync();
    expect(await named('visit_reminder')).toMatchObject({
      status: 'pending',
      parts: { body: reminder.body },
    });
  });
});

describe('a decision of the provider', () => {
  test('that comes in the very second of the submission counts', async () => {
    const { ctx, desk, channelId, named, told } = stage;
    const { templateId } = await createTemplate(ctx, { channelId, form: reminder });
    ctx.setNow(new Date(noon.getTime() + 600));
    desk.create = async () => ({
      ok: true,
      value: { providerTemplateId: '77', status: 'pending', category: 'utility' },
    });
    await submitTemplate(ctx, { templateId });
    await told({ name: reminder.name, change: approved, occurredAt: noon });
    expect(await named(reminder.name)).toMatchObject({ status: 'approved' });
  });

  test('that seems older than what stands there has all read anew, and an old one does not', async () => {
    const { sync, told, named, syncsAsked } = stage;
    stage.pages = [[atProvider('hello')]];
    await sync();
    await told({ change: paused, occurredAt: later(-1) });
    expect(await named('hello')).toMatchObject({ status: 'approved' });
    expect(await syncsAsked()).toBe(1);
    await told({ change: approved, occurredAt: later(-2) });
    expect(await syncsAsked()).toBe(1);
  });

  test('that names a draft has the words of what was decided about read', async () => {
    const { ctx, channelId, told, named, syncsAsked, sync } = stage;
    const { templateId } = await createTemplate(ctx, { channelId, form: reminder });
    ctx.setNow(later(1));
    await told({ name: reminder.name, change: approved });
    expect(await syncsAsked()).toBe(1);
    stage.pages = [[atProvider(reminder.name)]];
    await sync();
    expect(await named(reminder.name)).toMatchObject({
      id: templateId,
      status: 'approved',
      parts: { body: 'Hi {{first_name}}, all is well here.' },
    });
  });

  test('that a template is at risk leaves it to be sent, and says why', async () => {
    const { sync, told, named } = stage;
    stage.pages = [[atProvider('hello')]];
    await sync();
    await told({ change: { what: 'status', status: 'FLAGGED' } });
    expect(await named('hello')).toMatchObject({
      status: 'approved',
      reason: expect.stringContaining('blocked') as string,
    });
    await told({ change: approved, occurredAt: later(2) });
    expect(await named('hello')).toMatchObject({ status: 'approved', reason: null });
  });
});

describe('a submission', () => {
  const taken = async () =>
    ({
      ok: false,
      failure: { code: 'name_taken', message: 'Taken.', retryable: false },
    }) as const;

  test('pressed twice at once is one, and nobody is told of a name that is taken', async () => {
    const { ctx, desk, channelId } = stage;
    const { templateId } = await createTemplate(ctx, { channelId, form: reminder });
    desk.create = async () => {
      await ctx.db((tx) =>
        tx.update(templates).set({ status: 'pending' }).where(eq(templates.id, templateId)),
      );
      return taken();
    };
    await expect(submitTemplate(ctx, { templateId })).resolves.toBeUndefined();
  });

  test('is of the words that were sent, whatever was written here meanwhile', async () => {
    const { ctx, desk, channelId, named } = stage;
    const { templateId } = await createTemplate(ctx, { channelId, form: reminder });
    const changed = { ...reminder, body: 'Hi {{first_name}}, this was written too late for you.' };
    desk.create = async () => {
      await editTemplate(ctx, { templateId, form: changed });
      return {
        ok: true,
        value: { providerTemplateId: '77', status: 'pending', category: 'utility' },
      };
    };
    await submitTemplate(ctx, { templateId });
    expect(await named(reminder.name)).toMatchObject({
      status: 'pending',
      parts: { body: reminder.body },
    });
  });

  test('whose answer was lost is looked for at the provider', async () => {
    const { ctx, desk, channelId, syncsAsked, sync, named } = stage;
    const { templateId } = await createTemplate(ctx, { channelId, form: reminder });
    desk.create = async () => ({
      ok: false,
      failure: { code: 'outcome_unknown', message: 'The connection broke.', retryable: false },
    });
    await expect(submitTemplate(ctx, { templateId })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(await syncsAsked()).toBe(1);
    ctx.setNow(later(1));
    stage.pages = [[atProvider(reminder.name, { status: 'pending' })]];
    await sync();
    expect(await named(reminder.name)).toMatchObject({ id: templateId, status: 'pending' });
  });
});

test('a reason that is not known is told in words, and a sentence as it is', () => {
  expect(explainReason('SOMETHING_NEW')).toBe('WhatsApp calls it “something new”.');
  expect(explainReason('promotional')).toContain('Marketing');
  expect(explainReason('The text has a link.')).toBe('The text has a link.');
});

test('what is made at WhatsApp alone is not written anew from the parts that are known here', async () => {
  const { ctx, sync, named } = stage;
  const [body] = atProvider(reminder.name).components;
  const components = [body ?? {}, { type: 'LIMITED_TIME_OFFER', limited_time_offer: {} }];
  stage.pages = [[atProvider(reminder.name, { components })]];
  await sync();
  const templateId = (await named(reminder.name))?.id ?? '';
  await expect(editTemplate(ctx, { templateId, form: reminder })).rejects.toThrow('Edit it there');
});

describe('an example for a header', () => {
  const add = (bytes: Uint8Array, kind: 'image' | 'document' = 'image', ctx = stage.ctx) =>
    addSample(ctx, {
      channelId: stage.channelId,
      kind,
      fileName: '../look.jpg',
      content: Readable.from([bytes]),
    });

  test('is handed to the provider as what its bytes are, and nothing of it is kept', async () => {
    const handed: (Pick<FileToUpload, 'fileName' | 'mimeType'> & { bytes: Buffer })[] = [];
    stage.desk.uploadSample = async (_connection, { fileName, mimeType, open }) => {
      handed.push({ fileName, mimeType, bytes: await buffer(open()) });
      return { ok: true, value: { handle: '4::abc' } };
    };
    const picture = await jpeg(60, 40);
    expect(await add(picture)).toEqual({ handle: '4::abc' });
    expect(handed).toEqual([{ fileName: 'look.jpg', mimeType: 'image/jpeg', bytes: picture }]);
  });

  test('of another kind is refused, and so is whoever is no admin', async () => {
    const picture = await jpeg(60, 40);
    await expect(add(picture, 'document')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(add(picture, 'image', stage.asAgent)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
