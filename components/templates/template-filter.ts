import type { ListedTemplate } from '#components/templates/types.ts';

/** Which templates the list shows; lives in the address bar. */
export interface TemplateFilter {
  search: string;
  status: string;
  language: string;
  category: string;
  account: string;
}

const NAMES = {
  search: 'q',
  status: 'status',
  language: 'language',
  category: 'category',
  account: 'account',
} as const;
const KEYS = Object.keys(NAMES) as (keyof TemplateFilter)[];

export function readTemplateFilter(query: { get(name: string): string | null }): TemplateFilter {
  const read = (key: keyof TemplateFilter) => (query.get(NAMES[key]) ?? '').trim().slice(0, 80);
  return {
    search: read('search'),
    status: read('status'),
    language: read('language'),
    category: read('category'),
    account: read('account'),
  };
}

/** The address of the list; what is as usual is left out. */
export function templatesHref(filter: TemplateFilter): string {
  const query = new URLSearchParams();
  for (const key of KEYS) if (filter[key] !== '') query.set(NAMES[key], filter[key]);
  return query.size === 0 ? '/templates' : `/templates?${query.toString()}`;
}

export function isShown(template: ListedTemplate, filter: TemplateFilter): boolean {
  const { search, status, language, category, account } = filter;
  if (status !== '' && template.status !== status) return false;
  if (language !== '' && template.language !== language) return false;
  if (category !== '' && template.category !== category) return false;
  if (account !== '' && template.accountId !== account) return false;
  const words = `${template.name} ${template.parts.body}`.toLowerCase();
  return words.includes(search.toLowerCase());
}
