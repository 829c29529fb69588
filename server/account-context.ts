import { createBusinessContext } from '#server/business-context.ts';
import type { AccountContext } from '#server/domain/account-context.ts';
import { log } from '#server/log.ts';
import { mailer } from '#server/mail.ts';

/** The context of a verb about logins with the real ports. */
export function createAccountContext(client: AccountContext['client']): AccountContext {
  return {
    client,
    inBusiness: (businessId, actor) => createBusinessContext({ businessId, actor }),
    mail: mailer(),
    now: () => new Date(),
    log: log(),
  };
}
