import type { PostalAddress, SharedContact } from '#server/channels/content.ts';
import { given } from '#server/channels/whatsapp/build-part.ts';
import type { Json } from '#server/channels/whatsapp/build-part.ts';

/** A contact card with all that is known of them. */
export function buildContact(contact: SharedContact): Json {
  const { phones, emails, company, department, title, urls, addresses, birthday } = contact;
  const org = given({ company, department, title });
  return {
    name: buildName(contact),
    ...listed('phones', phones, ({ number, label, address }) => ({
      phone: number,
      ...given({ type: typeOf(label), wa_id: address }),
    })),
    ...listed('emails', emails, ({ email, label }) => ({
      email,
      ...given({ type: typeOf(label) }),
    })),
    ...(Object.keys(org).length > 0 && { org }),
    ...listed('urls', urls, ({ url, label }) => ({ url, ...given({ type: typeOf(label) }) })),
    ...listed('addresses', addresses, buildAddress),
    ...given({ birthday }),
  };
}

/** Meta asks for a part of the name beside the whole; of one that is not divided it is all of it. */
function buildName({ name, nameParts }: SharedContact): Json {
  const { first, middle, last, prefix, suffix } = nameParts ?? {};
  const parts = given({
    first_name: first,
    middle_name: middle,
    last_name: last,
    prefix,
    suffix,
  });
  const isDivided = Object.keys(parts).length > 0;
  return { formatted_name: name, ...(isDivided ? parts : { first_name: name }) };
}

function buildAddress(address: PostalAddress): Json {
  const { street, city, state, zip, country, countryCode: country_code, label } = address;
  return given({ street, city, state, zip, country, country_code, type: typeOf(label) });
}

function listed<T>(key: string, items: readonly T[] | undefined, build: (item: T) => Json): Json {
  const parts = (items ?? []).map(build);
  return parts.length === 0 ? {} : { [key]: parts };
}

/** Meta's form knows these two alone; what a contact is called here otherwise is left out. */
function typeOf(label: string | undefined): string | undefined {
  const type = label?.toUpperCase();
  return type === 'HOME' || type === 'WORK' ? type : undefined;
}
