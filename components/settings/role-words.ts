import type { Role } from '#db/schema/vocabulary.ts';

export const roleWords: Record<Role, { name: string; may: string }> = {
  agent: { name: 'Agent', may: 'Answers customers.' },
  admin: { name: 'Admin', may: 'Also looks after settings, the team and campaigns.' },
  owner: { name: 'Owner', may: 'Also decides about admins and may delete the business.' },
};
