import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { templates } from '#db/schema/templates.ts';
import type { SelectedMessage } from '#server/domain/messages/internal.ts';

/** What a sent template shows beside its text. */
export interface TemplateParts {
  name: string;
  language: string;
  footer: string | null;
  buttons: { title: string; isReply: boolean }[];
}

const component = z.object({
  type: z.string(),
  text: z.string().optional(),
  buttons: z.array(z.object({ type: z.string(), text: z.string() })).optional(),
});

/** The footer and the buttons of the templates that these messages are, by the id of the message. */
export async function readTemplateParts(
  tx: BusinessTx,
  rows: readonly SelectedMessage[],
): Promise<Map<string, TemplateParts>> {
  const sent = rows.flatMap(({ id, channelId, template }) =>
    template === null ? [] : [{ id, channelId, template }],
  );
  const [first] = sent;
  if (first === undefined) return new Map();
  const names = [...new Set(sent.map(({ template }) => template.name))];
  const approved = await tx
    .select({
      name: templates.name,
      language: templates.language,
      components: templates.components,
    })
    .from(templates)
    .innerJoin(
      channels,
      sql`${channels.businessId} = ${templates.businessId} and ${channels.accountId} = ${templates.accountId}`,
    )
    .where(
      sql`${channels.id} = ${first.channelId} and ${templates.name} = any(${sql.param(names)}::text[])`,
    );
  return new Map(
    sent.map(({ id, template: { name, language } }) => {
      const found = approved.find((one) => one.name === name && one.language === language);
      return [id, { name, language, ...partsIn(found?.components ?? []) }];
    }),
  );
}

/** A component that is not as expected is left out: the text is there all the same. */
function partsIn(components: readonly unknown[]): Pick<TemplateParts, 'footer' | 'buttons'> {
  const read = components.flatMap((one) => component.safeParse(one).data ?? []);
  const ofType = (wanted: string) => read.find(({ type }) => type.toUpperCase() === wanted);
  const buttons = ofType('BUTTONS')?.buttons ?? [];
  return {
    footer: ofType('FOOTER')?.text ?? null,
    buttons: buttons.map(({ type, text: title }) => ({
      title,
      isReply: type.toUpperCase() === 'QUICK_REPLY',
    })),
  };
}
