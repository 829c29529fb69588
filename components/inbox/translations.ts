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

/** The one that was offered before, for as long as it is there; the best one instead of it, or at first. */
export function stillOffered(
  groups: readonly Translations[],
  name: string | null,
): Translations | undefined {
  return groups.find(([best]) => best.name === name) ?? groups[0];
}
