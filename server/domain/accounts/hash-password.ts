import { hash, verify } from '@node-rs/argon2';
import { perProcess } from '#server/per-process.ts';

// Argon2id with the parameters OWASP recommends: 19 MiB, two passes, one lane.
const options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The password as it is stored; one spelling of a letter is as good as another. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), options);
}

/** Whether the password is the stored one; without a stored one it takes as long and is false. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const matches = await verify(stored ?? (await nobodysHash()), password.normalize('NFKC'));
  return stored !== null && matches;
}

function nobodysHash(): Promise<string> {
  return perProcess('accounts.nobodys-hash', () => hashPassword('nobody has this password'));
}
