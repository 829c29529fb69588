import type { Session } from '#server/auth/types.ts';
import type { Actor, BusinessContext, Mailer } from '#server/domain/context.ts';
import type { Logger } from '#server/log.ts';

/** What a verb about logins may touch: it runs before, or apart from, any one business. */
export interface AccountContext {
  /** Where the request comes from, as far as the server can tell. */
  readonly client: { address: string | null; userAgent: string | null };
  /** The context of a business, for what must happen there. */
  inBusiness(businessId: string, actor: Actor): BusinessContext;
  readonly mail: Mailer;
  now(): Date;
  readonly log: Logger;
}

/** The same for a person who is signed in. */
export interface SignedInContext extends AccountContext {
  readonly session: Session;
}
