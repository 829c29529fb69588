import { GRAPH_API_VERSION } from '#server/channels/meta/read-answer.ts';
import { z } from 'zod';
import type { ChannelConnection, TemplateDesk } from '#server/channels/types.ts';
import type {
  ProviderCategory,
  ProviderStatus,
  ProviderTemplate,
  TemplateResult,
} from '#server/channels/template-parts.ts';
import { callTemplates } from '#server/channels/whatsapp/templates-call.ts';
import { readParts, writeParts } from '#server/channels/whatsapp/templates-parts.ts';
import { storableJson, storableText } from '#server/channels/meta/untrusted.ts';

const PAGE_SIZE = '100';
const FIELDS =
  'id,name,language,category,status,rejected_reason,quality_score,components,parameter_format';

const statuses: Record<string, ProviderStatus> = {
  APPROVED: 'approved',
  REINSTATED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  FLAGGED: 'paused',
  DISABLED: 'disabled',
  LIMIT_EXCEEDED: 'disabled',
  ARCHIVED: 'disabled',
  LOCKED: 'disabled',
  PENDING_DELETION: 'deleted',
  DELETED: 'deleted',
};

const categories: Record<string, ProviderCategory> = {
  MARKETING: 'marketing',
  UTILITY: 'utility',
  AUTHENTICATION: 'authentication',
};

const item = z.object({
  id: z.string().min(1).max(512),
  name: z.string().min(1).max(512),
  language: z.string().min(1).max(32),
  category: z.string(),
  status: z.string(),
  rejected_reason: z.string().nullish().catch(undefined),
  quality_score: z.object({ score: z.string() }).nullish().catch(undefined),
  parameter_format: z.string().nullish().catch(undefined),
  components: z.array(z.looseObject({ type: z.string() })).catch([]),
});

const page = z.object({
  data: z.array(z.unknown()),
  paging: z
    .object({
      cursors: z.object({ after: z.string().optional() }).optional(),
      next: z.string().optional(),
    })
    .optional(),
});

const created = z.object({
  id: z.string().min(1),
  status: z.string().default('PENDING'),
  category: z.string().optional(),
});

const done = z.object({ success: z.boolean().optional() });

/** The message templates of a WhatsApp Business Account. */
export const whatsappTemplates: TemplateDesk = {
  async list(connection, accountId, cursor) {
    const query = new URLSearchParams({ fields: FIELDS, limit: PAGE_SIZE });
    if (cursor !== null) query.set('after', cursor);
    const url = `${edge(connection, accountId)}?${query.toString()}`;
    const answer = await callTemplates(connection, { method: 'GET', url }, page);
    if (!answer.ok) return answer;
    const { data, paging } = answer.value;
    return { ok: true, value: { templates: data.flatMap(readItem), next: nextOf(paging) } };
  },

  async create(connection, accountId, { parameterFormat, ...draft }) {
    const body = {
      ...draft,
      category: draft.category.toUpperCase(),
      parameter_format: parameterFormat.toUpperCase(),
    };
    const url = edge(connection, accountId);
    const answer = await callTemplates(connection, { method: 'POST', url, body }, created);
    if (!answer.ok) return answer;
    const { id: providerTemplateId, status, category } = answer.value;
    return {
      ok: true,
      value: {
        providerTemplateId,
        status: readStatus(status) ?? 'pending',
        category: readCategory(category ?? '') ?? draft.category,
      },
    };
  },

  async edit(connection, providerTemplateId, { category, components, parameterFormat }) {
    const body = {
      category: category.toUpperCase(),
      parameter_format: parameterFormat.toUpperCase(),
      components,
    };
    const url = `${root(connection)}/${encodeURIComponent(providerTemplateId)}`;
    return nothing(await callTemplates(connection, { method: 'POST', url, body }, done));
  },

  async remove(connection, accountId, { name, providerTemplateId }) {
    const query = new URLSearchParams({ name, hsm_id: providerTemplateId });
    const url = `${edge(connection, accountId)}?${query.toString()}`;
    const answer = await callTemplates(connection, { method: 'DELETE', url }, done);
    if (!answer.ok && answer.failure.code === 'not_found') return { ok: true, value: null };
    return nothing(answer);
  },

  readParts,
  writeParts,
  readStatus,
  readCategory,
};

function root({ baseUrl }: ChannelConnection): string {
  return `${baseUrl}/${GRAPH_API_VERSION}`;
}

function edge(connection: ChannelConnection, accountId: string): string {
  return `${root(connection)}/${encodeURIComponent(accountId)}/message_templates`;
}

/** Only where there is a next page; its address is the provider's, of which the cursor is enough. */
function nextOf(paging: z.infer<typeof page>['paging']): string | null {
  if (paging?.next === undefined) return null;
  if (paging.cursors?.after !== undefined) return paging.cursors.after;
  return URL.parse(paging.next)?.searchParams.get('after') ?? null;
}

/** One that cannot be read is left out rather than stopping the others. */
function readItem(value: unknown): ProviderTemplate[] {
  const parsed = item.safeParse(value);
  if (!parsed.success) return [];
  const { id, name, language, components, quality_score: quality } = parsed.data;
  const status = readStatus(parsed.data.status);
  const category = readCategory(parsed.data.category);
  if (status === null || category === null) return [];
  const reason = parsed.data.rejected_reason ?? 'NONE';
  return [
    {
      providerTemplateId: id,
      name: storableText(name),
      language,
      category,
      status,
      statusReason: reason === 'NONE' ? null : storableText(reason),
      quality: quality?.score.toLowerCase() ?? null,
      parameterFormat: parsed.data.parameter_format === 'NAMED' ? 'named' : 'positional',
      components: storableJson(components) as Record<string, unknown>[],
    },
  ];
}

function readStatus(status: string): ProviderStatus | null {
  return statuses[status.toUpperCase()] ?? null;
}

function readCategory(category: string): ProviderCategory | null {
  return categories[category.toUpperCase()] ?? null;
}

function nothing(answer: TemplateResult<unknown>): TemplateResult<null> {
  return answer.ok ? { ok: true, value: null } : answer;
}
