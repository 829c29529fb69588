import { businessFunction, inJobTerms } from '#inngest/business-function.ts';
import { syncTemplates } from '#server/domain/templates/sync-templates.ts';

/** Reads the templates of an account anew: on demand, after connecting, and once a day. */
export const syncTemplatesFunction = businessFunction(
  { id: 'sync-templates', event: 'templates.sync_requested', retries: 5 },
  ({ ctx, event, step }) =>
    step.run('sync', () => {
      const { accountId, askedAt } = event.data;
      const asked = askedAt === undefined ? {} : { askedAt: new Date(askedAt) };
      return inJobTerms(() => syncTemplates(ctx, { accountId, ...asked }));
    }),
);
