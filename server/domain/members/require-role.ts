import type { Role } from '#db/schema/vocabulary.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';

const rank: Record<Role, number> = { agent: 0, admin: 1, owner: 2 };

/** Whether the role may do what the needed role may: owner, then admin, then agent. */
export function hasRole(role: Role, needed: Role): boolean {
  return rank[role] >= rank[needed];
}

/** Throws FORBIDDEN unless the actor is a member of at least this role, or the system itself. */
export function requireRole(ctx: BusinessContext, needed: Role): void {
  if (ctx.actor.kind === 'system') return;
  if (ctx.actor.kind === 'member' && hasRole(ctx.actor.role, needed)) return;
  throw new ServiceError(
    'FORBIDDEN',
    needed === 'owner'
      ? 'Only an owner of the business can do this.'
      : 'Only an admin or an owner of the business can do this.',
  );
}
