/** An Instagram-scoped id: digits that mean this person to this account alone; null for anything else. */
export function normalizeAddress(raw: string): string | null {
  const id = raw.trim();
  return /^[1-9]\d{4,31}$/.test(id) ? id : null;
}

/** The id says nothing to people; their username comes from the profile. */
export function formatAddress(_id: string, username?: string | null): string {
  return username ? `@${username}` : 'Instagram user';
}
