/** The connector files that a config names, read and checked against what the config says of its accounts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Complaint, expectation, type Finding } from '../documents/complaint';
import { accountFindings, type Definition, readConnector } from '../sources/declarative/connector-file';
import type { ConfigOutput } from './shape';

export interface LoadedConnectors {
  /** By source. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** What the config itself says wrong of them. */
  readonly findings: readonly Finding[];
  /** What is wrong in the files. */
  readonly complaints: readonly Complaint[];
}

/** @param folder that of the config; @param cwd complaints name files as seen from here. */
export function loadConnectors(sources: ConfigOutput['sources'], folder: string, cwd: string): LoadedConnectors {
  const definitions = new Map<string, Definition>();
  const findings: Finding[] = [];
  const complaints = new Map<string, readonly Complaint[]>();
  for (const [name, source] of Object.entries(sources)) {
    if (source.type !== 'declarative') continue;
    const place: Finding['path'] = ['sources', name];
    const absolute = path.resolve(folder, source.file);
    const text = readText(absolute);
    if (text instanceof Error) {
      findings.push({ path: [...place, 'file'], message: expectation('a connector file', text.message) });
      continue;
    }
    const read = readConnector(text, path.relative(cwd, absolute) || source.file);
    // Two accounts of one system have one file: its mistakes are told once.
    if ('complaints' in read) complaints.set(absolute, read.complaints);
    else {
      definitions.set(name, read.definition);
      const found = accountFindings(read.definition, source);
      findings.push(...found.map((one) => ({ ...one, path: [...place, ...one.path] })));
    }
  }
  return { definitions, findings, complaints: [...complaints.values()].flat() };
}

function readText(file: string): string | Error {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return new Error(code === 'ENOENT' ? 'the name of none' : `one that cannot be read (${code ?? 'unknown'})`);
  }
}
