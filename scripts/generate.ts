/**
 * Writes the files that code gives rise to: the schema, the config's JSON Schema, the typed operations. With `--check` it
 * writes nothing, names what differs, and exits 1.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { printApiSchema, printSubgraphSchema } from '../src/api/schema';
import { configJsonSchema, connectorJsonSchema } from '../src/config';

const ROOT = resolve(__dirname, '..');
const checking = process.argv.includes('--check');

const FILES: Readonly<Record<string, () => string>> = {
  'schema/schema.graphql': printApiSchema,
  'schema/subgraph.graphql': printSubgraphSchema,
  'schema/onefold.schema.json': () => `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  'schema/connector.schema.json': () => `${JSON.stringify(connectorJsonSchema(), null, 2)}\n`,
};

for (const [file, text] of Object.entries(FILES)) {
  const path = join(ROOT, file);
  if (!checking) writeFileSync(path, text());
  else if (readFileSync(path, 'utf8') !== text()) complain(`${file} is not what the code prints`);
}

const codegen = spawnSync('npx', ['graphql-codegen', ...(checking ? ['--check'] : [])], {
  cwd: ROOT,
  encoding: 'utf8',
});
if (codegen.status !== 0)
  complain(`src/generated is not what graphql-codegen writes\n${codegen.stdout}${codegen.stderr}`);

function complain(what: string): void {
  console.error(`${what}; run npm run generate`);
  process.exitCode = 1;
}
