import type { Role } from '#components/layout/navigation.ts';

/** What the signed-in frame shows around every page. */
export interface ShellData {
  user: { name: string; email: string; memberId: string };
  business: {
    id: string;
    name: string;
    logoUrl?: string | null;
    locale: string;
    timeZone: string;
    currency: string;
  };
  /** All businesses of this person, the present one included. */
  businesses: { id: string; name: string }[];
  role: Role;
  /** Conversations with something unread. */
  unreadCount: number;
  sandboxAvailable: boolean;
}
