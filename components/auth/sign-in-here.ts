/** Starts a session in this browser; false when email and password do not match. */
export async function signInHere(email: string, password: string): Promise<boolean> {
  // With the press of the button rather than with the page: it is a third of the page's own code.
  const { signIn } = await import('next-auth/react');
  const result = await signIn('credentials', { email, password, redirect: false });
  if (result === undefined) throw new Error('The sign-in did not answer.');
  if (result.ok) return true;
  if (result.status === 401) return false;
  throw new Error('The sign-in failed.');
}

/** A full load, so that nothing of a former session stays in memory. */
export function enterDesk(path = '/inbox'): void {
  window.location.assign(path);
}
