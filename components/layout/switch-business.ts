/**
 * Moves this session to another business of the same person: the session is renewed with the wish,
 * and the server grants it only to a member. Rejects when it was not granted.
 */
export async function switchBusiness(businessId: string): Promise<void> {
  const { getCsrfToken } = await import('next-auth/react');
  const response = await fetch('/api/auth/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ csrfToken: await getCsrfToken(), data: { businessId } }),
  });
  if (!response.ok) throw new Error('The business could not be changed.');
  // A full load, so that nothing of the former business stays in memory.
  window.location.assign('/inbox');
}
