import { eq } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import { users } from '#db/schema/users.ts';

/** The login with this lower-cased email, or null. */
export async function findUserByEmail(email: string) {
  const [user] = await forSystem((tx) => tx.select().from(users).where(eq(users.email, email)));
  return user ?? null;
}

/** The login with this id, or null. */
export async function findUser(userId: string) {
  const [user] = await forSystem((tx) => tx.select().from(users).where(eq(users.id, userId)));
  return user ?? null;
}
