import { describe, expect, test } from 'vitest';
import { forbidden } from '#.dependency-cruiser.mjs';
import { violationsOf } from '#scripts/checks/architecture.ts';

/** What each rule forbids, planted: the file that imports, what it imports, and how. */
const planted: [rule: string, from: string, to: string, kind?: 'type' | 'reached'][] = [
  ['ui-imports-nothing-of-ours', 'components/ui/button.tsx', 'components/inbox/row.tsx'],
  ['ui-imports-nothing-of-ours', 'components/ui/button.tsx', 'server/env.ts'],
  ['components-see-contracts-only', 'components/inbox/row.tsx', 'server/trpc/root.ts'],
  ['components-see-contracts-only', 'components/inbox/row.tsx', 'server/env.ts'],
  ['components-see-router-types-only', 'components/inbox/row.tsx', 'db/business.ts', 'type'],
  ['pages-read-through-trpc', 'app/inbox/page.tsx', 'server/domain/messages/send-message.ts'],
  ['pages-read-through-trpc', 'app/inbox/page.tsx', 'db/system.ts'],
  ['entrances-use-verbs', 'app/api/health/route.ts', 'db/business.ts'],
  ['entrances-use-verbs', 'server/http/webhooks.ts', 'db/system.ts'],
  ['routers-adapt-verbs', 'server/trpc/routers/messages.ts', 'db/business.ts'],
  ['routers-adapt-verbs', 'server/trpc/routers/messages.ts', 'server/channels/registry.ts'],
  ['domain-uses-ports', 'server/domain/messages/send.ts', 'server/channels/registry.ts'],
  ['domain-uses-ports', 'server/domain/messages/send.ts', 'inngest/client.ts'],
  ['domain-uses-ports', 'server/domain/messages/send.ts', 'server/trpc/init.ts'],
  ['contracts-stay-safe-in-the-browser', 'server/domain/messages/schema.ts', 'server/env.ts'],
  ['contracts-use-no-node-module', 'server/domain/messages/schema.ts', 'node:fs'],
  ['internals-stay-inside', 'server/trpc/init.ts', 'server/domain/messages/internal.ts'],
  [
    'internals-stay-in-their-folder',
    'server/domain/contacts/list.ts',
    'server/domain/messages/internal.ts',
  ],
  ['adapters-know-nothing-of-ours', 'server/channels/whatsapp/send.ts', 'db/business.ts'],
  ['adapters-do-not-know-each-other', 'server/channels/sms/a.ts', 'server/channels/email/b.ts'],
  ['assistant-knows-nothing-of-ours', 'server/assistant/reply.ts', 'server/domain/errors.ts'],
  ['sandbox-stands-alone', 'server/sandbox/handle.ts', 'server/channels/whatsapp/send.ts'],
  ['realtime-stays-low', 'server/realtime/hub.ts', 'server/domain/errors.ts'],
  ['auth-stays-low', 'server/auth/session.ts', 'server/trpc/init.ts'],
  ['db-knows-only-the-leaves', 'db/business.ts', 'server/domain/errors.ts'],
  ['client-stays-in-db', 'server/boot/start.ts', 'db/client.ts'],
  ['jobs-call-verbs', 'inngest/functions/send-message.ts', 'db/business.ts'],
  ['jobs-stay-below-the-entrances', 'inngest/embedded/executor.ts', 'server/trpc/init.ts'],
  ['composers-stay-below-the-entrances', 'server/business-context.ts', 'server/trpc/init.ts'],
  ['domain-uses-ports', 'server/domain/messages/send.ts', 'server/business-context.ts'],
  ['leaves-import-leaves', 'server/env.ts', 'db/business.ts'],
  ['no-tests-in-the-product', 'server/domain/errors.ts', 'db/testing/factories.ts'],
  ['main-runs-under-plain-node', 'server/main.ts', 'components/inbox/row.tsx', 'reached'],
];

const describeCase = (from: string, to: string, kind = 'value') => `${from} → ${to} (${kind})`;

describe('the arrows of the architecture', () => {
  test.each(planted.map((row) => ({ row, name: describeCase(row[1], row[2], row[3]) })))(
    '$row.0 catches $name',
    async ({ row: [rule, from, to, kind] }) => {
      expect(await violationsOf(plant(from, to, kind))).toContain(rule);
    },
  );

  test('every rule has a planted violation', () => {
    const names = forbidden.map((rule) => rule.name);
    const special = ['no-circles', 'every-import-resolves'];
    const covered = new Set([...planted.map(([rule]) => rule), ...special]);
    expect(names.filter((name) => name === undefined || !covered.has(name))).toEqual([]);
  });

  test('two modules that need each other are reported', async () => {
    const files = {
      'db/one.ts': "import { two } from '#db/two.ts';\nexport const one = () => two;",
      'db/two.ts': "import { one } from '#db/one.ts';\nexport const two = () => one;",
    };
    expect(await violationsOf(files)).toContain('no-circles');
  });

  test('an import that finds nothing is reported', async () => {
    const files = { 'db/one.ts': "import { two } from '#db/two.ts';\nexport const one = two;" };
    expect(await violationsOf(files)).toContain('every-import-resolves');
  });
});

describe('what the arrows allow', () => {
  test.each([
    ['components/inbox/row.tsx', 'server/trpc/root.ts', 'type' as const],
    ['components/inbox/row.tsx', 'server/domain/messages/schema.ts'],
    ['app/inbox/page.tsx', 'server/trpc/rsc.ts'],
    ['app/api/webhooks/route.ts', 'server/domain/webhooks/receive-delivery.ts'],
    ['server/trpc/routers/messages.ts', 'server/domain/messages/send-message.ts'],
    ['server/domain/messages/send-message.ts', 'db/business.ts'],
    ['server/domain/messages/send-message.ts', 'server/channels/types.ts', 'type' as const],
    ['inngest/functions/send-message.ts', 'server/domain/messages/send-message.ts'],
    ['db/business.ts', 'server/env.ts'],
    ['server/domain/messages/send.test.ts', 'db/testing/factories.ts'],
  ])('%s may import %s', async (from, to, kind?: 'type') => {
    expect(await violationsOf(plant(from, to, kind))).toEqual([]);
  });
});

function plant(from: string, to: string, kind?: 'type' | 'reached'): Record<string, string> {
  if (to.startsWith('node:'))
    return { [from]: `import * as thing from '${to}';\nexport { thing };` };
  const target = { [to]: 'export const thing = 1;\nexport type Thing = number;' };
  const importing = `import { thing } from '#${to}';\nexport const used = thing;`;
  if (kind === 'type') {
    return { ...target, [from]: `import type { Thing } from '#${to}';\nexport type Used = Thing;` };
  }
  if (kind !== 'reached') return { ...target, [from]: importing };
  const between = 'server/boot/step.ts';
  const step = `import { used } from '#${between}';\nexport const started = used;`;
  return { ...target, [between]: importing, [from]: step };
}
