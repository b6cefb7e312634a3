/**
 * Names what the working schema breaks for those who use the schema at a git ref (argument; else `origin/main`, else the
 * commit before this one). Exits 1 for a breaking change that `schema/accepted-breaking-changes.json` does not name: there
 * each accepted change stands with the reason that was good enough (docs/deprecation-policy.md).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const ROOT = resolve(__dirname, '..');
const SCHEMA = 'schema/schema.graphql';
const ACCEPTED = 'schema/accepted-breaking-changes.json';

export interface BreakingChange {
  /** Stable name of the change, as the file of accepted ones writes it: `FIELD_REMOVED Customer.fax`. */
  readonly name: string;
  readonly message: string;
}

export async function breakingChanges(before: string, after: string): Promise<readonly BreakingChange[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ type, path, message }) => ({ name: `${type} ${path ?? ''}`.trim(), message }));
}

/** Names of accepted changes. @throws Error where an entry has no name or no reason. */
export function acceptedChanges(json: string): ReadonlySet<string> {
  const entries = JSON.parse(json) as readonly { readonly change?: unknown; readonly why?: unknown }[];
  return new Set(
    entries.map(({ change, why }) => {
      if (typeof change !== 'string' || typeof why !== 'string' || why === '') {
        throw new Error(`${ACCEPTED}: each entry needs "change" and "why"`);
      }
      return change;
    }),
  );
}

async function main(asked: string | undefined): Promise<void> {
  const earlier = earlierSchema(asked);
  if (!earlier) {
    if (asked) throw new Error(`${asked} has no ${SCHEMA}`);
    console.log('No earlier schema to compare with.');
    return;
  }
  const changes = await breakingChanges(earlier.text, readFileSync(join(ROOT, SCHEMA), 'utf8'));
  const file = join(ROOT, ACCEPTED);
  const accepted = existsSync(file) ? acceptedChanges(readFileSync(file, 'utf8')) : new Set<string>();
  for (const { name, message } of changes) {
    console.log(`${accepted.has(name) ? 'accepted' : 'BREAKING'}  ${name}\n          ${message}`);
  }
  const refused = changes.filter(({ name }) => !accepted.has(name));
  console.log(`${changes.length} breaking changes since ${earlier.ref}, ${refused.length} of them not accepted.`);
  if (refused.length > 0) process.exitCode = 1;
}

function earlierSchema(asked: string | undefined): { readonly ref: string; readonly text: string } | undefined {
  const head = git('rev-parse', 'HEAD');
  const refs = asked ? [asked] : ['origin/main', 'HEAD~1'];
  for (const ref of refs) {
    // What is already there is compared with what was there before it.
    if (!asked && git('rev-parse', ref) === head) continue;
    const text = git('show', `${ref}:${SCHEMA}`);
    if (text !== undefined) return { ref, text };
  }
  return undefined;
}

function git(...words: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', words, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

if (require.main === module) {
  main(process.argv[2]).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
