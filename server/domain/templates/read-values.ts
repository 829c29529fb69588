import type { TemplateContent, TemplateValue } from '#server/channels/content.ts';
import type { ParameterFormat } from '#server/channels/template-parts.ts';
import { blankNames, keyOf } from '#server/domain/templates/list-blanks.ts';
import type { FillableTemplate } from '#server/domain/templates/list-blanks.ts';

/** Facts about the two sides of a conversation, from which blanks are filled. */
export interface TemplateFacts {
  contactName: string | null;
  phone: string | null;
  email: string | null;
  businessName: string;
  memberName: string | null;
}

/** What can be filled in for this conversation without asking; the rest is for a person to type. */
export function valuesFrom(facts: TemplateFacts): Record<string, string> {
  const { contactName, phone, email, businessName, memberName } = facts;
  const first = contactName?.trim().split(/\s+/)[0];
  const known: Record<string, string | null | undefined> = {
    first_name: first,
    name: contactName,
    full_name: contactName,
    customer_name: contactName,
    contact_name: contactName,
    phone,
    phone_number: phone,
    email,
    business_name: businessName,
    business: businessName,
    member_name: memberName,
    agent_name: memberName,
    my_name: memberName,
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([key, value]) =>
      value == null || value.trim() === '' ? [] : [[key, value] as const],
    ),
  );
}

/** The values that a sent template was filled with, by the keys of its blanks. */
export function valuesIn(
  template: FillableTemplate,
  sent: Pick<TemplateContent, 'header' | 'parameters'>,
): Record<string, string> {
  const { parameterFormat: format, parts } = template;
  const headerText = parts.header.kind === 'text' ? parts.header.text : '';
  return Object.fromEntries([
    ...pair(blankNames(headerText), sent.header ?? [], (name) => keyOf(format, 'header', name)),
    ...pair(bodyOrder(parts.body, format), sent.parameters, (name) => keyOf(format, 'body', name)),
  ]);
}

function bodyOrder(body: string, format: ParameterFormat): string[] {
  const names = blankNames(body);
  return format === 'named' ? names : names.toSorted((one, other) => Number(one) - Number(other));
}

function pair(
  names: readonly string[],
  given: readonly (string | TemplateValue)[],
  keyFor: (name: string) => string,
): [string, string][] {
  return given.flatMap((value, index): [string, string][] => {
    const own = typeof value === 'object' && 'name' in value ? value.name : undefined;
    const name = own ?? names[index];
    const text = textOf(value);
    return name === undefined || text === null ? [] : [[keyFor(name), text]];
  });
}

function textOf(value: string | TemplateValue): string | null {
  if (typeof value === 'string') return value;
  if (value.type === 'text') return value.text;
  return value.type === 'currency' || value.type === 'date_time' ? value.fallback : null;
}
