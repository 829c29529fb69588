import { z } from 'zod';
import { json } from '#server/sandbox/call.ts';
import type { Answer } from '#server/sandbox/call.ts';
import { componentOf } from '#server/sandbox/check-template.ts';
import type { Happening, SandboxCore } from '#server/sandbox/core.ts';
import type { SandboxTemplate } from '#server/sandbox/ledger.ts';
import { templatesOf } from '#server/sandbox/template-api.ts';

/** Between a submission and its review: long enough to be seen in review, short enough to wait for. */
const reviewMs = 30_000;

type Deps = Pick<SandboxCore, 'state' | 'clock' | 'randomHex' | 'record'>;

export interface Reviewer {
  /** Takes a template that may wait for review; any other is left alone. */
  offer(wabaId: string, template: SandboxTemplate): void;
  /** What was waiting when the sandbox was last stopped. */
  resume(): void;
  stop(): void;
}

/** Reviews what is submitted, unless it is decided about by hand before. */
export function createReviewer(deps: Deps): Reviewer {
  const timers = new Set<() => void>();
  const offer: Reviewer['offer'] = (wabaId, template) => {
    if (template.status !== 'PENDING') return;
    const cancel = deps.clock.after(reviewMs, () => {
      timers.delete(cancel);
      const [{ phoneNumberId } = { phoneNumberId: undefined }] = [
        ...deps.state.accounts.values(),
      ].filter((account) => account.wabaId === wabaId);
      // Whatever was changed or decided meanwhile is another object.
      const isSame = deps.state.templates.get(wabaId)?.get(template.id) === template;
      if (!isSame || phoneNumberId === undefined) return;
      void deps.record(...decide(deps, { wabaId, phoneNumberId }, template, verdictOn(template)));
    });
    timers.add(cancel);
  };
  return {
    offer,
    resume() {
      for (const [wabaId, known] of deps.state.templates) {
        for (const template of known.values()) offer(wabaId, template);
      }
    },
    stop() {
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

/** One of the provider's rules that a text can be seen to break: no direct links into its own app. */
function verdictOn(template: SandboxTemplate): Decision {
  const text = componentOf(template.components, 'BODY')?.text;
  if (typeof text !== 'string' || !/\bwa\.me\//i.test(text)) return { status: 'APPROVED' };
  return {
    status: 'REJECTED',
    reason: 'INVALID_FORMAT',
    rejection: {
      reason: 'The message has a direct link to WhatsApp (wa.me), which templates may not have.',
      recommendation: 'Take the link out, or use a button.',
    },
  };
}

export const templateControlBody = z.strictObject({
  phone_number_id: z.string().min(1),
  name: z.string().min(1),
  language: z.string().min(2),
  status: z.enum(['APPROVED', 'REJECTED', 'PAUSED', 'DISABLED', 'PENDING']).optional(),
  reason: z.string().optional(),
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']).optional(),
});
type ControlBody = z.infer<typeof templateControlBody>;

/** The provider decides: its decision is told by webhook, as a status, a quality, or both. */
export async function decideTemplate(
  core: SandboxCore,
  { phone_number_id: phoneNumberId, name, language, ...decision }: ControlBody,
): Promise<Answer> {
  const account = core.state.accounts.get(phoneNumberId);
  const template = templatesOf(core.state, account?.wabaId ?? '').find(
    (one) => one.name === name && one.language === language,
  );
  if (account === undefined || template === undefined) {
    return json({ error: { message: 'The sandbox has no such template.' } }, { status: 404 });
  }
  const happenings = decide(core, account, template, decision);
  await core.record(...happenings);
  return json({ template: decidedOn(template, decision) });
}

interface Decision extends Pick<ControlBody, 'status' | 'reason' | 'quality'> {
  /** What is told beside the reason of a rejection. */
  rejection?: { reason: string; recommendation: string };
}

function decide(
  { clock, randomHex }: Pick<Deps, 'clock' | 'randomHex'>,
  { wabaId, phoneNumberId }: { wabaId: string; phoneNumberId: string },
  template: SandboxTemplate,
  decision: Decision,
): Happening[] {
  const time = Math.floor(clock.now().getTime() / 1000);
  return [
    { type: 'template_saved', wabaId, template: decidedOn(template, decision) },
    ...updatesOf(template, decision).map(([field, value]) => ({
      type: 'webhook_queued' as const,
      webhookId: randomHex(12),
      phoneNumberId,
      waId: '',
      messageId: '',
      body: JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [{ id: wabaId, time, changes: [{ value, field }] }],
      }),
    })),
  ];
}

function decidedOn(
  { reason: _before, ...template }: SandboxTemplate,
  { status, reason, quality }: Decision,
): SandboxTemplate {
  return {
    ...template,
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    ...(quality === undefined ? {} : { quality }),
  };
}

/** The fields of the webhooks that tell a decision, with their values. */
function updatesOf(
  { id, name, language, quality: before = 'UNKNOWN' }: SandboxTemplate,
  { status, reason = 'NONE', quality, rejection }: Decision,
): [field: string, value: Record<string, unknown>][] {
  const about = {
    message_template_id: Number(id),
    message_template_name: name,
    message_template_language: language,
  };
  const updates: [string, Record<string, unknown>][] = [];
  if (status !== undefined) {
    const told = { event: status, ...about, reason };
    const value = rejection === undefined ? told : { ...told, rejection_info: rejection };
    updates.push(['message_template_status_update', value]);
  }
  if (quality !== undefined) {
    const scores = { previous_quality_score: before, new_quality_score: quality };
    updates.push(['message_template_quality_update', { ...scores, ...about }]);
  }
  return updates;
}
