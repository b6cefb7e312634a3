/** Finds the published vectors beside the checkout, and reads their CSV. They are never copied into the repository. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SHARED = process.env.ONEFOLD_SHARED ?? path.resolve(__dirname, '../../../shared');

/** Rows of a file under `er/`, keyed by the header; undefined where the data is not on this machine. */
export function referenceRows(file: string): Readonly<Record<string, string>>[] | undefined {
  const location = path.join(SHARED, 'er', file);
  if (!existsSync(location)) {
    if (process.env.CI) throw new Error(`${file} is missing: set ONEFOLD_SHARED to the folder that holds er/`);
    console.warn(`SKIPPED: ${file} is not on this machine, so its vectors were not tried`);
    return undefined;
  }
  const [header, ...lines] = readFileSync(location, 'utf8').replace(/\r/g, '').trimEnd().split('\n');
  const names = cells(header!);
  return lines.map((line) => {
    const values = cells(line);
    return Object.fromEntries(names.map((name, column) => [name, values[column] ?? '']));
  });
}

function cells(line: string): string[] {
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      found.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...found, cell];
}
