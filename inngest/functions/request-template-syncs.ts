import type { JobDefinition } from '#inngest/business-function.ts';
import { inJobTerms } from '#inngest/business-function.ts';
import { createBusinessContext } from '#server/business-context.ts';
import { listTemplateAccounts, requestSync } from '#server/domain/templates/request-sync.ts';

const id = 'request-template-syncs';

/** Once a day, early in the Indian morning: what a lost webhook did not tell is found then. */
export const requestTemplateSyncsFunction: JobDefinition = (client) =>
  client.createFunction({ id, retries: 5, triggers: [{ cron: '30 21 * * *' }] }, ({ step }) =>
    step.run('request', () =>
      inJobTerms(async () => {
        const accounts = await listTemplateAccounts();
        for (const { businessId, accountId } of accounts) {
          const actor = { kind: 'system', job: id } as const;
          await requestSync(createBusinessContext({ businessId, actor }), { accountId });
        }
        return accounts.length;
      }),
    ),
  );
