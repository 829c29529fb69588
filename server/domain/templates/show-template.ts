import { and, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { templates } from '#db/schema/templates.ts';
import type { MessageTemplate } from '#db/schema/vocabulary.ts';
import type { TemplateContent } from '#server/channels/content.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { fillTemplate } from '#server/domain/templates/fill-template.ts';
import { valuesIn } from '#server/domain/templates/read-values.ts';
import type { ShownTemplate } from '#server/domain/templates/fill-template.ts';

/**
 * What a thread shows of a template beside its text: header, footer and buttons as they are sent.
 * Null for one that is not known here.
 */
export async function showTemplate(
  ctx: BusinessContext,
  tx: BusinessTx,
  channelId: string,
  sent: MessageTemplate,
): Promise<ShownTemplate | null> {
  const [row] = await tx
    .select({ template: templates, kind: channels.kind })
    .from(channels)
    .innerJoin(
      templates,
      and(
        eq(templates.businessId, channels.businessId),
        eq(templates.accountId, channels.accountId),
      ),
    )
    .where(
      and(
        eq(channels.id, channelId),
        eq(templates.name, sent.name),
        eq(templates.language, sent.language),
      ),
    );
  const desk = row === undefined ? undefined : ctx.channels.adapterFor(row.kind).templates;
  if (row === undefined || desk === undefined) return null;
  const { name, language, components } = row.template;
  const parameterFormat = row.template.parameterFormat === 'named' ? 'named' : 'positional';
  const template = { name, language, parameterFormat, parts: desk.readParts(components) } as const;
  return fillTemplate(template, valuesIn(template, sent as TemplateContent)).shown;
}
