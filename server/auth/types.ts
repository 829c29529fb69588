import type { Role } from '#db/schema/vocabulary.ts';

/** A place of the signed-in person in a living business; disabled places are not among them. */
export interface Membership {
  businessId: string;
  memberId: string;
  role: Role;
  name: string;
  businessName: string;
  logoVersion: string | null;
}

/** Who is signed in, read from the live session row at each request. */
export interface Session {
  sessionId: string;
  user: { id: string; name: string; email: string };
  memberships: Membership[];
  /** The business the person works in now; null when they belong to none. */
  current: Membership | null;
}
