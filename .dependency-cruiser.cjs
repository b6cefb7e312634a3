// The map of src/README.md as rules: which room may import which. A leaf may be imported by all and imports nothing.
const LEAVES = ['errors', 'telemetry'];
const ROOMS = {
  customer: ['errors'],
  reconciliation: ['customer'],
  identity: ['customer', ...LEAVES],
  access: ['customer', 'identity', ...LEAVES],
  remote: LEAVES,
  sources: ['customer', 'remote', ...LEAVES],
  view: ['customer', 'identity', 'sources', 'reconciliation', 'access', ...LEAVES],
  api: ['customer', 'access', 'view', 'reconciliation', 'identity', 'sources', ...LEAVES],
  server: ['access', 'api', 'view', 'customer', ...LEAVES],
  config: ['customer', 'reconciliation', 'access', 'errors'],
  gateway: [
    'config',
    'customer',
    'identity',
    'access',
    'remote',
    'sources',
    'reconciliation',
    'view',
    'api',
    'server',
    ...LEAVES,
  ],
  demo: [],
  telemetry: [],
  errors: [],
  generated: [],
};
const room = (name) => `^src/${name}(\\.ts$|/)`;

module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).map(([name, imports]) => ({
      name: `${name}-imports`,
      comment: `${name} may import: ${imports.join(', ') || 'nothing'} (src/README.md)`,
      severity: 'error',
      from: { path: room(name) },
      to: { path: '^src/', pathNot: [name, ...imports].map(room) },
    })),
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: '^src/(customer|reconciliation|identity/rules)/' },
      to: { path: '^(node:)?(fs|net|http|https|child_process|dns)(/|$)' },
    },
    { name: 'product-never-imports-tests', severity: 'error', from: { path: '^src' }, to: { path: '^test' } },
    {
      name: 'only-entry-points-reach-demo',
      severity: 'error',
      from: { pathNot: '^(src/(demo|cli|main)|test|scripts)' },
      to: { path: '^src/demo' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
