import { eq } from 'drizzle-orm';
import { jobEvents } from '#db/schema/job-events.ts';
import { templates } from '#db/schema/templates.ts';
import { forSystem } from '#db/system.ts';
import { createBusiness, createChannel, createMember } from '#db/testing/factories.ts';
import { channelPort } from '#server/channel-port.ts';
import type { InboundTemplateEvent } from '#server/channels/events.ts';
import type { ProviderTemplate } from '#server/channels/template-parts.ts';
import type { TemplateDesk } from '#server/channels/types.ts';
import { applyTemplateEvent } from '#server/domain/templates/apply-template-event.ts';
import { listTemplates } from '#server/domain/templates/list-templates.ts';
import { templateForm } from '#server/domain/templates/schema.ts';
import { syncTemplates } from '#server/domain/templates/sync-templates.ts';
import { actorOf, testContext } from '#tests/setup/test-context.ts';

const accountId = '220000000000001';
export const noon = new Date('2026-11-20T12:00:00Z');
export const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

export const reminder = templateForm.parse({
  name: 'visit_reminder',
  language: 'en',
  category: 'utility',
  header: { kind: 'none' },
  body: 'Hi {{first_name}}, we look forward to your visit.',
  samples: { first_name: 'Priya' },
  buttons: [{ kind: 'quick_reply', text: 'See you' }],
});

export const atProvider = (
  name: string,
  changes: Partial<ProviderTemplate> = {},
): ProviderTemplate => ({
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

/** A business with one number, whose provider answers about templates as the test says; it is noon. */
export async function setTemplateStage() {
  const { id: businessId } = await createBusiness();
  const { id: channelId } = await createChannel(businessId, { accountId });
  const atDesk: { pages: ProviderTemplate[][]; desk: Partial<TemplateDesk> } = {
    pages: [[]],
    desk: {},
  };
  const list: TemplateDesk['list'] = async (_connection, _account, cursor) => {
    const at = Number(cursor ?? 0);
    const next = at + 1 < atDesk.pages.length ? String(at + 1) : null;
    return { ok: true, value: { templates: atDesk.pages[at] ?? [], next } };
  };
  const port = channelPort();
  const adapterFor: typeof port.adapterFor = (kind) => {
    const adapter = port.adapterFor(kind);
    if (adapter.templates === undefined) throw new Error('WhatsApp has templates.');
    return { ...adapter, templates: { ...adapter.templates, list, ...atDesk.desk } };
  };
  const channels = { ...port, adapterFor };
  const owner = actorOf(await createMember(businessId, { role: 'owner', name: 'Ana Souza' }));
  const agent = actorOf(await createMember(businessId));
  const ctx = testContext({ businessId, actor: owner, channels, now: noon });
  return Object.assign(atDesk, {
    ctx,
    asAgent: testContext({ businessId, actor: agent, channels, now: noon }),
    channelId,
    list,
    sync: () => syncTemplates(ctx, { accountId }),
    named: async (name: string) => (await listTemplates(ctx)).find((one) => one.name === name),
    stored: (name: string) =>
      ctx.db((tx) => tx.select().from(templates).where(eq(templates.name, name))),
    /** How often it was asked to read all of them anew. */
    syncsAsked: () => forSystem((tx) => tx.$count(jobEvents, eq(jobEvents.businessId, businessId))),
    told: (changes: Partial<InboundTemplateEvent> = {}) =>
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
      ),
  });
}

export type TemplateStage = Awaited<ReturnType<typeof setTemplateStage>>;
