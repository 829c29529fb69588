import { businessFunction } from '#inngest/business-function.ts';
import { lookUpProfile } from '#server/domain/contacts/look-up-profile.ts';

/** A name is nice to have: what the provider does not tell is asked again when the person writes again. */
export const lookUpProfileFunction = businessFunction(
  { id: 'look-up-profile', event: 'contact.discovered', retries: 3 },
  ({ ctx, event }) => lookUpProfile(ctx, { contactId: event.data.contactId }),
);
