// The map of src/README.md as rules: its table says which room may import which.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const LEAVES = ['errors', 'telemetry'];
const PURE = ['customer', 'reconciliation'];
const ISOLATED = ['demo', 'generated'];

const ROOMS = Object.fromEntries(
  [...readFileSync(join(__dirname, 'src/README.md'), 'utf8').matchAll(/^\| `([a-z]+)` \|.*\| ([a-z, ]+) \|$/gm)].map(
    ([, name, imports]) => {
      const named = imports.trim() === 'nothing' ? [] : imports.split(',').map((one) => one.trim());
      const leaves = ISOLATED.includes(name) ? [] : PURE.includes(name) ? ['errors'] : LEAVES;
      return [name, [...named, ...leaves]];
    },
  ),
);
if (Object.keys(ROOMS).length < 10) throw new Error('src/README.md: the table of rooms cannot be read');
for (const leaf of LEAVES) ROOMS[leaf] = [];

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
      from: { path: '^src/(customer|reconciliation|identity/(rules|matching))/' },
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
