import { inJobTerms, timerFunction } from '#inngest/business-function.ts';
import { createBusinessContext } from '#server/business-context.ts';
import { listTemplateAccounts, requestSync } from '#server/domain/templates/request-sync.ts';

const actor = { kind: 'system', job: 'request-template-syncs' } as const;

/** Once a day, early in the Indian morning: what a lost webhook did not tell is found then. */
export const requestTemplateSyncsFunction = timerFunction(
  { id: 'request-template-syncs', cron: '30 21 * * *', retries: 5 },
  ({ step }) =>
    step.run('request', () =>
      inJobTerms(async () => {
        const accounts = await listTemplateAccounts();
        for (const { businessId, accountId } of accounts) {
          await requestSync(createBusinessContext({ businessId, actor }), { accountId });
        }
        return accounts.length;
      }),
    ),
);
