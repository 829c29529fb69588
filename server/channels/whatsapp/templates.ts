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
import { uploadSample } from '#server/channels/whatsapp/templates-sample.ts';
import { storableJson, storableText } from '#server/channels/meta/untrusted.ts';

const PAGE_SIZE = '100';
const FIELDS =
  'id,name,language,category,status,rejected_reason,quality_score,components,parameter_format';

/** What else Meta tells (locked, unarchived, the account at its limit) says nothing of the template itself. */
const statuses: Record<string, ProviderStatus> = {
  APPROVED: 'approved',
  // At risk because of what people said about it, but still sent.
  FLAGGED: 'approved',
  REINSTATED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  DISABLED: 'disabled',
  ARCHIVED: 'disabled',
  PENDING_DELETION: 'deleted',
  DELETED: 'deleted',
};

const categories: Record<string, ProviderCategory> = {
  MARKETING: 'marketing',
  UTILITY: 'utility',
  AUTHENTICATION: 'authentication',
  // Before 2023.
  TRANSACTIONAL: 'utility',
  OTP: 'authentication',
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
    const next = nextOf(paging);
    if (next === undefined) return endless;
    return { ok: true, value: { templates: data.flatMap(readItem), next } };
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

  uploadSample,
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

/** Null after the last page; undefined where there is one more that cannot be asked for. */
function nextOf(paging: z.infer<typeof page>['paging']): string | null | undefined {
  if (paging?.next === undefined) return null;
  // Its address is the provider's; the cursor in it is enough.
  const after = paging.cursors?.after ?? URL.parse(paging.next)?.searchParams.get('after');
  return after ?? undefined;
}

/** To stop there would be to take all that follows for deleted. */
const endless: TemplateResult<never> = {
  ok: false,
  failure: {
    code: 'unavailable',
    message: 'WhatsApp did not say where its list of templates goes on.',
    retryable: true,
  },
};

/** One without a name cannot be told from others, and is left out rather than stopping them. */
function readItem(value: unknown): ProviderTemplate[] {
  const parsed = item.safeParse(value);
  if (!parsed.success) return [];
  const { id, name, language, components, quality_score: quality } = parsed.data;
  const status = readStatus(parsed.data.status);
  const reason = parsed.data.rejected_reason ?? 'NONE';
  const saidReason = reason === 'NONE' ? null : storableText(reason);
  return [
    {
      providerTemplateId: id,
      name: storableText(name),
      language,
      // Of what is not known the safe side is taken: it is there, and not offered to anybody.
      category: readCategory(parsed.data.category) ?? 'marketing',
      status: status ?? 'disabled',
      statusReason: saidReason ?? reasonOf(parsed.data.status, status),
      quality: quality?.score.toLowerCase() ?? null,
      parameterFormat: parsed.data.parameter_format === 'NAMED' ? 'named' : 'positional',
      components: storableJson(components) as Record<string, unknown>[],
    },
  ];
}

/** Statuses of Meta that ours are too few for say themselves why a template stands as it does. */
function reasonOf(said: string, status: ProviderStatus | null): string | null {
  const word = said.toUpperCase();
  const isPlain = status !== null && word !== 'FLAGGED' && word !== 'ARCHIVED';
  return isPlain ? null : storableText(word);
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
