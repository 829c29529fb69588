const notTypes = { dependencyTypesNot: ['type-only'] };
const ours = '^(app|components|server|db|inngest|tests|scripts)/|^proxy\\.ts$';
const testFiles = '\\.test\\.tsx?$|/testing/';

// What everyone on the server may import: environment, per-process state, log, encryption.
const leaves =
  '^server/(env|per-process|log|redact|configuration-error|generated-secrets|encryption)\\.ts$';
// Where the real ports are put into a context: files directly in server/.
const composers =
  '^server/(?!(main|env|per-process|log|redact|configuration-error|generated-secrets|encryption)\\.ts$)[^/]+\\.ts$';
// Zod schemas, event names, the closed sets of words, what can be done with a template, filling it, splitting a text and fitting a
// file: safe in the browser.
const contracts =
  '^(server/domain/[^/]+/schema|server/domain/templates/(fill-template|list-blanks|transitions)|server/domain/messages/split-text|server/domain/attachments/fit-file|server/channels/(types|content|events|failures|template-parts)|server/realtime/events|db/schema/vocabulary)\\.ts$';
const layersAbove = '^(app|components)/|^server/(main\\.ts$|boot/|http/|trpc/|sandbox/)';

/**
 * @param {string} name
 * @param {string} comment
 * @param {string} path
 * @param {import('dependency-cruiser').IForbiddenRuleType['to']} to
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const rule = (name, comment, path, to, fromPathNot = testFiles) => ({
  name,
  comment,
  severity: 'error',
  from: { path, pathNot: fromPathNot },
  to,
});

const arrows = [
  rule(
    'ui-imports-nothing-of-ours',
    'Primitives know tokens and Radix, nothing of the product.',
    '^components/ui/',
    { path: ours, pathNot: '^components/ui/' },
  ),
  rule(
    'components-see-contracts-only',
    'Components get data through tRPC; of the server they know schemas and event names.',
    '^components/',
    { path: '^(app|server|db|inngest)/', pathNot: contracts, ...notTypes },
  ),
  rule(
    'components-see-router-types-only',
    'The router is the one server type that components may name.',
    '^components/',
    { path: '^(app|server|db|inngest)/', pathNot: [contracts, '^server/trpc/root\\.ts$'] },
  ),
  rule(
    'pages-read-through-trpc',
    'A page checks access, prefetches through tRPC and composes components.',
    '^app/(?!api/)',
    {
      path: '^(server|db|inngest)/',
      pathNot: [contracts, leaves, '^server/(trpc/(rsc|root)\\.ts$|auth/)'],
    },
  ),
  rule(
    'entrances-use-verbs',
    'Routes and the fast path turn HTTP into calls; rows belong to the domain.',
    '^(app/api|server/http)/',
    {
      path: '^(components|db)/|^app/(?!api/)|^server/main\\.ts$',
      pathNot: contracts,
      ...notTypes,
    },
  ),
  rule(
    'routers-adapt-verbs',
    'A router calls verbs; of the database it knows types.',
    '^server/trpc/',
    {
      path: '^(app|components|inngest|db)/|^server/(main\\.ts$|boot/|http/|channels/|assistant/|sandbox/)',
      // The browser and the server make their query clients alike.
      pathNot: [contracts, '^components/query-client\\.ts$'],
      ...notTypes,
    },
  ),
  rule(
    'composers-stay-below-the-entrances',
    'What puts a context together knows no screen and no router.',
    composers,
    // The demo business's channel needs the secrets of the sandbox it speaks to.
    { path: layersAbove, pathNot: '^server/sandbox/secrets\\.ts$', ...notTypes },
  ),
  rule(
    'domain-uses-ports',
    'Verbs reach the outside through the context, never by import.',
    '^server/domain/',
    {
      path: `${layersAbove}|${composers}|^server/(auth|channels|assistant|realtime)/|^inngest/`,
      pathNot: contracts,
      ...notTypes,
    },
  ),
  rule(
    'contracts-stay-safe-in-the-browser',
    'A schema file holds Zod and nothing that a browser cannot load.',
    contracts,
    { path: ours, pathNot: contracts, ...notTypes },
  ),
  rule(
    'contracts-use-no-node-module',
    'A schema file holds Zod and nothing that a browser cannot load.',
    contracts,
    { dependencyTypes: ['core'] },
  ),
  rule(
    'internals-stay-inside',
    'internal.ts is shared inside its own domain folder only.',
    '^(?!server/domain/)',
    { path: '^server/domain/[^/]+/internal\\.ts$' },
  ),
  rule(
    'internals-stay-in-their-folder',
    'internal.ts is shared inside its own domain folder only.',
    '^server/domain/([^/]+)/',
    { path: '^server/domain/[^/]+/internal\\.ts$', pathNot: '^server/domain/$1/' },
  ),
  rule(
    'adapters-know-nothing-of-ours',
    'An adapter is a provider’s protocol and its own types: no database, no domain.',
    '^server/channels/',
    { path: ours, pathNot: ['^server/channels/', leaves] },
  ),
  rule(
    'adapters-do-not-know-each-other',
    'One folder per provider; meta/ holds what its two channels have in common.',
    '^server/channels/([^/]+)/',
    { path: '^server/channels/[^/]+/', pathNot: '^server/channels/($1|meta)/' },
  ),
  rule(
    'assistant-knows-nothing-of-ours',
    'The assistant is a port and its answers: no database, no domain.',
    '^server/assistant/',
    { path: ours, pathNot: ['^server/assistant/', leaves] },
  ),
  rule(
    'sandbox-stands-alone',
    'The emulator is a witness from outside: it shares no code with what it tests.',
    '^server/sandbox/',
    { path: ours, pathNot: ['^server/sandbox/', leaves] },
  ),
  rule(
    'realtime-stays-low',
    'Realtime carries that something changed; it knows no screen and no verb.',
    '^server/realtime/',
    {
      path: `${layersAbove}|${composers}|^server/(domain|channels|assistant)/|^inngest/`,
      ...notTypes,
    },
  ),
  rule('auth-stays-low', 'Sessions stand below routers and pages.', '^server/auth/', {
    path: `${layersAbove}|^server/(channels|assistant)/|^inngest/`,
    ...notTypes,
  }),
  rule('db-knows-only-the-leaves', 'The database layer is the floor.', '^db/', {
    path: ours,
    pathNot: ['^db/', leaves],
  }),
  rule(
    'client-stays-in-db',
    'Only db/ may hold the unscoped pool.',
    '^(?!db/)',
    { path: '^db/client\\.ts$' },
    '^$',
  ),
  rule(
    'jobs-call-verbs',
    'An Inngest function waits, retries and fans out; verbs do the work.',
    '^inngest/functions/',
    {
      path: `${layersAbove}|^(db|server/(channels|auth|realtime))/`,
      pathNot: contracts,
      ...notTypes,
    },
  ),
  rule('jobs-stay-below-the-entrances', 'Jobs know no screen and no router.', '^inngest/', {
    path: layersAbove,
    ...notTypes,
  }),
  rule(
    'leaves-import-leaves',
    'Environment, per-process state and log import nothing else of ours.',
    leaves,
    { path: ours, pathNot: leaves },
  ),
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const everywhere = [
  rule(
    'no-tests-in-the-product',
    'What runs in production imports no test, no test harness and no script.',
    '^(app|components|server|db|inngest)/',
    { path: `^(tests|scripts)/|${testFiles}` },
  ),
  rule(
    'main-runs-under-plain-node',
    'Node strips types itself: no TSX, nothing that needs a bundler or Next.',
    '^server/(main|sandbox/main)\\.ts$',
    {
      path: '\\.tsx$|node_modules/(server-only|react|react-dom)/|node_modules/next/(headers|server|navigation|cache)\\.js$',
      reachable: true,
    },
  ),
  {
    name: 'no-circles',
    comment: 'Modules that need each other are one module.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'every-import-resolves',
    comment: 'An import that finds nothing hides from every other rule.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^next-env|\\.css$' },
  },
];

export const forbidden = [...arrows, ...everywhere];

/** @type {Partial<import('dependency-cruiser').IResolveOptions>} */
export const resolveOptions = {
  exportsFields: ['exports'],
  conditionNames: ['import', 'require', 'node', 'default', 'types'],
  extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
};

/** @type {import('dependency-cruiser').ICruiseOptions} */
export const options = {
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '^(\\.next|\\.data|\\.cache)/' },
  tsPreCompilationDeps: 'specify',
};

const configuration = {
  forbidden,
  options: {
    ...options,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: resolveOptions,
  },
};
export default configuration;
