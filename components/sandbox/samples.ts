import type { Place, Referral, SaidContent, SharedCard } from '#components/sandbox/said-content.ts';

/** Places worth sharing with a salon in Mumbai; the business's own town matters little here. */
export const SAMPLE_PLACES: readonly (Place & { name: string })[] = [
  {
    name: 'Bandra station',
    address: 'Station Road, Bandra West, Mumbai 400050',
    latitude: 19.0544,
    longitude: 72.8402,
  },
  {
    name: 'Joggers Park',
    address: 'Carter Road, Bandra West, Mumbai 400050',
    latitude: 19.0622,
    longitude: 72.8228,
  },
  {
    name: 'Praça do Comércio',
    address: 'Praça do Comércio, 1100-148 Lisboa',
    latitude: 38.7077,
    longitude: -9.1366,
  },
];

export const SAMPLE_CARD: SharedCard = {
  name: { formatted_name: 'Rui Costa', first_name: 'Rui' },
  phones: [{ phone: '+351 912 345 678', wa_id: '351912345678', type: 'HOME' }],
};

export const SAMPLE_ORDER: SaidContent = {
  type: 'order',
  catalog_id: '200000000000017',
  items: [
    { product_retailer_id: 'argan-oil-50', quantity: 2, item_price: 640, currency: 'INR' },
    { product_retailer_id: 'shampoo-250', quantity: 1, item_price: 480, currency: 'INR' },
  ],
};

export const SAMPLE_FORM: SaidContent = {
  type: 'form',
  answers: { service: 'Haircut', day: 'Saturday', time: '4:00 pm' },
};

export const SAMPLE_PRODUCT = {
  catalog_id: '200000000000017',
  product_retailer_id: 'argan-oil-50',
};

/** Each click on the ad is another click. */
export function sampleReferral(click: number): Referral {
  return {
    source_url: 'https://fb.me/summer-cuts',
    source_id: '120226305854810726',
    source_type: 'ad',
    headline: 'Summer cuts, 20% off',
    body: 'Book a cut this week and pay less for it.',
    media_type: 'image',
    ctwa_clid: `sandbox-click-${click}`,
  };
}

/** A username as the provider allows it. */
export function usernameOf(name: string): string {
  const letters = name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  const clean = letters.replace(/[^a-z0-9]+/g, '.').replace(/^\.+|\.+$/g, '');
  return clean.length < 3 ? `${clean}customer` : clean.slice(0, 35);
}

/** Another number in the same country: the last digits turned round. */
export function nextNumber(waId: string): string {
  const kept = waId.slice(0, -4);
  const turned = (Number(waId.slice(-4)) + 1111) % 10_000;
  return `${kept}${String(turned).padStart(4, '0')}`;
}

const PEOPLE = ['Vikram Mehta', 'Teresa Alves', 'Anjali Nair', 'Marco Ricci', 'Farah Siddiqui'];

/** Somebody whom nobody has heard of; `random` is from 0 up to 1. */
export function somebodyNew(random: () => number): { wa_id: string; name: string } {
  const name = PEOPLE[Math.floor(random() * PEOPLE.length)] ?? 'Vikram Mehta';
  const digits = String(Math.floor(random() * 100_000_000)).padStart(8, '0');
  return { wa_id: `55119${digits}`, name };
}
