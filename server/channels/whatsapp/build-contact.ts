import type { SharedContact } from '#server/channels/content.ts';
import { given } from '#server/channels/whatsapp/build-part.ts';
import type { Json } from '#server/channels/whatsapp/build-part.ts';

/** A contact card. Meta asks for a part of the name beside the whole; ours are not divided. */
export function buildContact(contact: SharedContact): Json {
  const { name, phones, emails, company, title, urls, addresses, birthday } = contact;
  return {
    name: { formatted_name: name, first_name: name },
    ...listed('phones', phones, ({ number, label, address }) => ({
      phone: number,
      ...given({ type: typeOf(label), wa_id: address }),
    })),
    ...listed('emails', emails, ({ email, label }) => ({
      email,
      ...given({ type: typeOf(label) }),
    })),
    ...((company || title) && { org: given({ company, title }) }),
    ...listed('urls', urls ?? [], (url) => ({ url })),
    ...listed('addresses', addresses ?? [], (street) => ({ street })),
    ...given({ birthday }),
  };
}

function listed<T>(key: string, items: readonly T[], build: (item: T) => Json): Json {
  return items.length === 0 ? {} : { [key]: items.map(build) };
}

/** Meta's form knows these two alone; what a contact is called here otherwise is left out. */
function typeOf(label: string | undefined): string | undefined {
  const type = label?.toUpperCase();
  return type === 'HOME' || type === 'WORK' ? type : undefined;
}
