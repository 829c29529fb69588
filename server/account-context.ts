import { createBusinessContext } from '#server/business-context.ts';
import type { Session } from '#server/auth/types.ts';
import type { AccountContext, SignedInContext } from '#server/domain/account-context.ts';
import { log } from '#server/log.ts';
import { mailer } from '#server/mail.ts';

/** The context of a verb about logins with the real ports. */
export function createAccountContext({
  address,
  userAgent,
}: AccountContext['client']): AccountContext {
  return {
    client: { address, userAgent },
    inBusiness: (businessId, actor) => createBusinessContext({ businessId, actor }),
    mail: mailer(),
    now: () => new Date(),
    log: log(),
  };
}

/** The same for a person who is signed in. */
export function createSignedInContext(
  request: AccountContext['client'] & { session: Session },
): SignedInContext {
  return { ...createAccountContext(request), session: request.session };
}
