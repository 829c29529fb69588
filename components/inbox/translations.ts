import type { SuggestedTemplates } from '#components/inbox/types.ts';

type Suggested = SuggestedTemplates['templates'][number];
/** One template in all its languages, the best first. */
export type Translations = [Suggested, ...Suggested[]];

/** The templates by name, in the order of their best translations. */
export function byName(templates: readonly Suggested[]): Translations[] {
  const groups = new Map<string, Translations>();
  for (const template of templates) {
    const group = groups.get(template.name);
    if (group === undefined) groups.set(template.name, [template]);
    else group.push(template);
  }
  return [...groups.values()];
}
