import { z } from 'zod';

import type { InboundEvent, InboundTemplateEvent } from '#server/channels/events.ts';
import type { AccountOrigin } from '#server/channels/whatsapp/read-account-update.ts';
import { compact, isRecord, nameIn, recordIn, textIn } from '#server/channels/meta/untrusted.ts';

type Value = Record<string, unknown>;

const templateSchema = z.looseObject({
  message_template_id: z
    .union([z.string(), z.number()])
    .transform(String)
    .optional()
    .catch(undefined),
  message_template_name: z.string().min(1).max(512),
  message_template_language: z.string().min(1).max(32),
});

/** What each field says of a template; null when it does not say it. */
const changes: Partial<Record<string, (value: Value) => InboundTemplateEvent['change'] | null>> = {
  message_template_status_update: readStatus,
  message_template_quality_update(value) {
    const quality = nameIn(value, 'new_quality_score')?.toLowerCase();
    return quality === undefined ? null : { what: 'quality', quality };
  },
  template_category_update(value) {
    const category = nameIn(value, 'new_category')?.toLowerCase();
    return category === undefined ? null : { what: 'category', category };
  },
  message_template_components_update: () => ({ what: 'components' }),
};

/** A change of a template; undefined for a field that is not about templates. */
export function readTemplateUpdate(
  field: string,
  value: unknown,
  origin: AccountOrigin,
): InboundEvent | undefined {
  const read = changes[field];
  if (read === undefined) return undefined;
  const { externalAccountId, occurredAt, raw } = origin;
  const parsed = templateSchema.safeParse(value);
  const change = parsed.success && isRecord(value) ? read(value) : null;
  if (!parsed.success || change === null || occurredAt === null) {
    return {
      type: 'rejected',
      reason: 'The change does not say what became of which template.',
      raw,
    };
  }
  const { data } = parsed;
  return {
    type: 'template',
    externalAccountId,
    ...compact({ providerTemplateId: data.message_template_id }),
    name: data.message_template_name,
    language: data.message_template_language,
    change,
    occurredAt,
    raw,
  };
}

/** Why, in the provider's words; `NONE` is how it says that there is no reason. */
function readStatus(value: Value): InboundTemplateEvent['change'] | null {
  const status = nameIn(value, 'event')?.toLowerCase();
  if (status === undefined) return null;
  const [rejection, other] = [recordIn(value, 'rejection_info'), recordIn(value, 'other_info')];
  const explained = ['reason', 'recommendation']
    .flatMap((part) => textIn(rejection, part, 2_000) ?? [])
    .join(' ');
  const reason =
    (explained === '' ? undefined : explained) ??
    textIn(other, 'description', 2_000) ??
    textIn(value, 'reason', 2_000);
  const isSaid = reason !== undefined && reason !== 'NONE';
  return isSaid ? { what: 'status', status, reason } : { what: 'status', status };
}
