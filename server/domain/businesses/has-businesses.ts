import { countBusinesses } from '#db/system.ts';

/** Whether anybody has a business here yet; the first visitor is led to sign up. */
export async function hasBusinesses(): Promise<boolean> {
  const { all } = await countBusinesses();
  return all > 0;
}
