// A lockfile pins every package by integrity, names no registry, and holds no licence outside the list. A runtime
// dependency of the product must be permissive; tools may also be under MPL-2.0 or a public-domain dedication.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const RUNTIME = [
  'MIT',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'MIT-0',
  'Unlicense',
];
const TOOLS = [...RUNTIME, 'CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0', 'Python-2.0', 'MPL-2.0', 'Artistic-2.0'];

/** What no production install takes may have a tool's licence; parts of the federation proof are under neither kind. */
const LOCKFILES = [
  { folder: '.', runtime: RUNTIME },
  { folder: 'bench', runtime: TOOLS },
  { folder: 'test/federation', runtime: undefined },
];

const allowed = (licence, list) =>
  typeof licence === 'string' &&
  licence
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((part) => list.includes(part.trim())));

/** Some packages tell their licence only in their own manifest, which is here once they are installed. */
function licenceOf(entry, manifest) {
  return entry.license ?? (existsSync(manifest) ? require(manifest).license : undefined);
}

const complaints = LOCKFILES.flatMap(({ folder, runtime }) => {
  const root = join(__dirname, '..', folder);
  const lock = require(`${root}/package-lock.json`);
  const found = [];
  if (lock.lockfileVersion !== 3) found.push(`lockfileVersion: expected 3, received ${lock.lockfileVersion}`);
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '' || entry.link) continue;
    if (!entry.integrity && !entry.inBundle) found.push(`${path}: no integrity`);
    if (entry.resolved) found.push(`${path}: has a resolved address`);
    if (!runtime) continue;
    const licence = licenceOf(entry, `${root}/${path}/package.json`);
    if (!allowed(licence, entry.dev || entry.devOptional ? TOOLS : runtime)) {
      found.push(`${path}: licence ${JSON.stringify(licence)} is not on the list`);
    }
  }
  return found.map((complaint) => `${folder}/package-lock.json: ${complaint}`);
});
for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length > 0 ? 1 : 0);
