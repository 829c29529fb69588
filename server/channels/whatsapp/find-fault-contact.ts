import type { SharedContact } from '#server/channels/content.ts';
import type { Rule } from '#server/channels/whatsapp/find-fault-rule.ts';
import { isBlank } from '#server/channels/whatsapp/find-fault-rule.ts';

export function contactRules(contacts: readonly SharedContact[]): Rule[] {
  const emails = contacts.flatMap((contact) => contact.emails);
  const urls = contacts.flatMap((contact) => contact.urls ?? []);
  return [
    [contacts.length === 0, 'Pick a contact to share.'],
    [contacts.length > 5, 'At most 5 contacts fit into one message.'],
    [contacts.some(({ name }) => isBlank(name)), 'A contact that is shared needs a name.'],
    [
      emails.some(({ email }) => !/^[^\s@]+@[^\s@]+$/.test(email)),
      'An e-mail address of a contact is not one.',
    ],
    [urls.some(({ url }) => !URL.canParse(url)), 'A web address of a contact is not one.'],
    [
      contacts.some(({ birthday }) => birthday !== undefined && !isDate(birthday)),
      'A birthday is written as year, month and day: 1990-12-31.',
    ],
  ];
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
