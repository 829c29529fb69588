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
  /** Its words; a header that is a file stands among the files. */
  header: string | null;
  footer: string | null;
  buttons: { title: string; isReply: boolean }[];
}

/** As it was sent, kept with the message; see ShownTemplate. */
const kept = z.object({
  header: z.object({ text: z.string().optional() }).optional(),
  footer: z.string().optional(),
  buttons: z.array(z.object({ kind: z.string(), label: z.string() })).optional(),
});

const component = z.object({
  type: z.string(),
  text: z.string().optional(),
  buttons: z.array(z.object({ type: z.string(), text: z.string() })).optional(),
});

/**
 * What stands around the text of the templates that these messages are, by the id of the message: as
 * it was sent where that was kept, or else as it is approved now.
 */
export async function readTemplateParts(
  tx: BusinessTx,
  rows: readonly SelectedMessage[],
): Promise<Map<string, TemplateParts>> {
  const sent = rows.flatMap(({ id, channelId, template, content }) =>
    template === null ? [] : [{ id, channelId, template, content }],
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
    sent.map(({ id, content, template: { name, language } }) => {
      const own = kept.safeParse(content);
      if (own.success) return [id, { name, language, ...partsOf(own.data) }];
      const found = approved.find((one) => one.name === name && one.language === language);
      return [id, { name, language, ...partsIn(found?.components ?? []) }];
    }),
  );
}

function partsOf({ header, footer, buttons = [] }: z.infer<typeof kept>) {
  return {
    header: header?.text ?? null,
    footer: footer ?? null,
    buttons: buttons.map(({ kind, label }) => ({ title: label, isReply: kind === 'quick_reply' })),
  };
}

/** A component that is not as expected is left out: the text is there all the same. */
function partsIn(components: readonly unknown[]): Omit<TemplateParts, 'name' | 'language'> {
  const read = components.flatMap((one) => component.safeParse(one).data ?? []);
  const ofType = (wanted: string) => read.find(({ type }) => type.toUpperCase() === wanted);
  const buttons = ofType('BUTTONS')?.buttons ?? [];
  const header = ofType('HEADER')?.text;
  return {
    // What filled its blank is not known any more.
    header: header === undefined || header.includes('{{') ? null : header,
    footer: ofType('FOOTER')?.text ?? null,
    buttons: buttons.map(({ type, text: title }) => ({
      title,
      isReply: type.toUpperCase() === 'QUICK_REPLY',
    })),
  };
}
