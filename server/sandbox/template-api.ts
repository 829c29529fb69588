import { z } from 'zod';
import { json, parseBody, queryOf } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { graphError, invalidParameter, noSuchObject } from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';
import type { SandboxTemplate } from '#server/sandbox/ledger.ts';
import type { SandboxState } from '#server/sandbox/state.ts';
import { typeBehind } from '#server/sandbox/sample-upload.ts';
import { standardTemplates } from '#server/sandbox/standard-templates.ts';
import { blanksIn, componentOf } from '#server/sandbox/check-template.ts';

const USUAL_PAGE = 25;

const component = z.looseObject({ type: z.string().transform((type) => type.toUpperCase()) });

const createBody = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.string().min(2),
  category: z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']),
  parameter_format: z
    .string()
    .transform((format) => format.toUpperCase())
    .pipe(z.enum(['POSITIONAL', 'NAMED']))
    .default('POSITIONAL'),
  components: z.array(component).min(1),
});

const editBody = createBody.pick({ components: true }).extend({
  category: createBody.shape.category.optional(),
  parameter_format: createBody.shape.parameter_format.optional(),
});

/** The account's templates as they stand; those it always had, unless they were changed or removed. */
export function templatesOf(state: SandboxState, wabaId: string): SandboxTemplate[] {
  const changed = state.templates.get(wabaId) ?? new Map<string, SandboxTemplate>();
  const all = new Map(standardTemplates(wabaId).map((one) => [one.id, one]));
  for (const [id, template] of changed) all.set(id, template);
  return [...all.values()].filter(({ status }) => status !== 'DELETED');
}

/** Answers for templates, or null when the call is about something else. */
export async function answerTemplates(
  core: SandboxCore,
  call: Call,
  [objectId, edge]: readonly [string, string | undefined],
): Promise<Answer | null> {
  const accounts = [...core.state.accounts.values()];
  const wabaIds = new Set(accounts.map(({ wabaId }) => wabaId));
  if (edge === 'message_templates') {
    if (!wabaIds.has(objectId)) return refuse(core, noSuchObject(objectId));
    if (call.method === 'GET') return listPage(core, call, objectId);
    if (call.method === 'POST') return create(core, call, objectId);
    return call.method === 'DELETE' ? remove(core, call, objectId) : null;
  }
  if (edge !== undefined || call.method !== 'POST') return null;
  const owner = [...wabaIds].find((wabaId) => findTemplate(core.state, wabaId, objectId));
  return owner === undefined ? null : edit(core, call, { wabaId: owner, id: objectId });
}

function findTemplate(state: SandboxState, wabaId: string, id: string) {
  return templatesOf(state, wabaId).find((one) => one.id === id);
}

function listPage(core: SandboxCore, call: Call, wabaId: string): Answer {
  const query = queryOf(call);
  const limit = Math.max(1, Math.min(Number(query.get('limit') ?? USUAL_PAGE) || USUAL_PAGE, 250));
  const start = Number(query.get('after') ?? 0) || 0;
  const all = templatesOf(core.state, wabaId);
  const data = all.slice(start, start + limit).map(({ quality, reason, ...template }) => ({
    ...template,
    components: template.components.map(withSampleAddress),
    rejected_reason: reason ?? 'NONE',
    quality_score: { score: quality ?? 'UNKNOWN' },
  }));
  const end = start + data.length;
  const cursors = { before: String(start), after: String(end) };
  if (end >= all.length) return json({ data, paging: { cursors } });
  const next = `http://sandbox.invalid/v23.0/${wabaId}/message_templates?after=${end}`;
  return json({ data, paging: { cursors, next } });
}

/** Whoever asks is shown where the example lies, and not the handle under which it was handed over. */
function withSampleAddress(component: SandboxTemplate['components'][number]) {
  const { data } = z
    .looseObject({ header_handle: z.array(z.string()) })
    .safeParse(component.example);
  if (data === undefined) return component;
  const at = data.header_handle.map((_, index) => `https://cdn.sandbox.invalid/sample-${index}`);
  return { ...component, example: { ...data, header_handle: at } };
}

async function create(core: SandboxCore, call: Call, wabaId: string): Promise<Answer> {
  const parsed = createBody.safeParse(parseBody(call));
  if (!parsed.success) return refuse(core, invalidParameter(faultOf(parsed.error)));
  const { name, language, components } = parsed.data;
  const isTaken = templatesOf(core.state, wabaId).some(
    (one) => one.name === name && one.language.toLowerCase() === language.toLowerCase(),
  );
  if (isTaken) return refuse(core, refusal(2388024, 'Content in this language already exists'));
  if (isKeptName(core.state, wabaId, { name, language })) {
    return refuse(core, refusal(2388023, 'Message template language is being deleted'));
  }
  const fault = faultInComponents(core, components, parsed.data.parameter_format);
  if (fault !== null) return refuse(core, fault);
  const id = String(BigInt(`0x${core.randomHex(6)}`));
  const template: SandboxTemplate = { ...parsed.data, id, status: 'PENDING' };
  await core.record({ type: 'template_saved', wabaId, template });
  return json({ id, status: template.status, category: template.category });
}

/** The provider keeps the name of what was deleted for a month. */
function isKeptName(
  state: SandboxState,
  wabaId: string,
  { name, language }: { name: string; language: string },
): boolean {
  const changed = state.templates.get(wabaId)?.values() ?? [];
  return [...changed].some(
    (one) => one.status === 'DELETED' && one.name === name && one.language === language,
  );
}

async function edit(
  core: SandboxCore,
  call: Call,
  { wabaId, id }: { wabaId: string; id: string },
): Promise<Answer> {
  const parsed = editBody.safeParse(parseBody(call));
  if (!parsed.success) return refuse(core, invalidParameter(faultOf(parsed.error)));
  const template = findTemplate(core.state, wabaId, id);
  if (template === undefined) return refuse(core, noSuchObject(id));
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status)) {
    return refuse(core, refusal(2388039, "Message template status can't be changed"));
  }
  const format = parsed.data.parameter_format ?? template.parameter_format;
  const fault = faultInComponents(core, parsed.data.components, format);
  if (fault !== null) return refuse(core, fault);
  const changed: SandboxTemplate = {
    id,
    name: template.name,
    language: template.language,
    category: parsed.data.category ?? template.category,
    parameter_format: format,
    components: parsed.data.components,
    status: 'PENDING',
  };
  await core.record({ type: 'template_saved', wabaId, template: changed });
  return json({ success: true });
}

async function remove(core: SandboxCore, call: Call, wabaId: string): Promise<Answer> {
  const query = queryOf(call);
  const [name, id] = [query.get('name'), query.get('hsm_id')];
  const gone = templatesOf(core.state, wabaId).filter(
    (one) => one.name === name && (id === null || one.id === id),
  );
  if (gone.length === 0) return refuse(core, noSuchObject(id ?? name ?? ''));
  await core.record(
    ...gone.map((template) => ({
      type: 'template_saved' as const,
      wabaId,
      template: { ...template, status: 'DELETED' },
    })),
  );
  return json({ success: true });
}

function faultInComponents(
  core: SandboxCore,
  components: SandboxTemplate['components'],
  format: string,
): GraphRefusal | null {
  const body = componentOf(components, 'BODY');
  const text = body?.text;
  if (typeof text !== 'string' || text.trim() === '') {
    return invalidParameter('components must contain a BODY with a text.');
  }
  if (text.length > 1_024) return refusal(2388040, 'Character limit exceeded');
  const blanks = blanksIn(text);
  if (/^\s*\{\{|\}\}\s*$/.test(text)) {
    return refusal(2388299, 'Variables can’t be at the start or end of the template.');
  }
  if (text.split(/\s+/).length < 3 * blanks.length + 1) {
    return refusal(2388293, 'This template has too many variables for its length.');
  }
  const example = z.looseObject({}).safeParse(body?.example).data ?? {};
  const samples = format === 'NAMED' ? example.body_text_named_params : example.body_text;
  const given: unknown =
    format === 'NAMED' ? samples : Array.isArray(samples) ? samples[0] : undefined;
  const count = Array.isArray(given) ? given.length : 0;
  if (count !== blanks.length) return refusal(2388043, 'Message template is missing examples.');
  return faultInHeader(core, componentOf(components, 'HEADER'));
}

/** By the format of a header, of what its example must be. */
const sampleTypes: Record<string, RegExp> = {
  IMAGE: /^image\//,
  VIDEO: /^video\//,
  DOCUMENT: /^application\/pdf$/,
};

function faultInHeader(
  core: SandboxCore,
  header: SandboxTemplate['components'][number] | undefined,
): GraphRefusal | null {
  const format = typeof header?.format === 'string' ? header.format.toUpperCase() : 'TEXT';
  const wanted = sampleTypes[format];
  if (wanted === undefined) return null;
  const example = z.object({ header_handle: z.array(z.string()).length(1) });
  const handle = example.safeParse(header?.example).data?.header_handle[0];
  const type = typeBehind(core, handle);
  if (type !== null && wanted.test(type)) return null;
  return invalidParameter(`The example of the ${format} header is not a handle of such a file.`);
}

function refusal(subcode: number, said: string): GraphRefusal {
  return { httpStatus: 400, code: 100, subcode, title: `Invalid parameter. ${said}` };
}

function refuse(core: SandboxCore, why: GraphRefusal): Answer {
  return graphError(why, `A${core.randomHex(11)}`);
}

function faultOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return `Param ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`;
}
