import type { Role } from '#db/schema/vocabulary.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { hasRole, requireRole } from '#server/domain/members/require-role.ts';

/** Whether this role decides about the place of that role: owners about all, admins about agents. */
export function mayManage(actor: Role, target: Role): boolean {
  return actor === 'owner' || (hasRole(actor, 'admin') && target === 'agent');
}

/** Throws FORBIDDEN unless the actor decides about people of the target role. */
export function requireManage(ctx: BusinessContext, target: Role): void {
  requireRole(ctx, 'admin');
  if (ctx.actor.kind === 'system') return;
  if (ctx.actor.kind === 'member' && mayManage(ctx.actor.role, target)) return;
  throw new ServiceError('FORBIDDEN', 'Only an owner decides about owners and admins.');
}
