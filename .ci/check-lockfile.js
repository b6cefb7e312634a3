// The lockfile pins every package by integrity, names no registry, and holds no licence outside the list.
// A runtime dependency must be permissive; tools may also be under MPL-2.0 or a public-domain dedication.
const lock = require('../package-lock.json');

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

const allowed = (licence, list) =>
  typeof licence === 'string' &&
  licence
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((part) => list.includes(part.trim())));

const complaints = [];
if (lock.lockfileVersion !== 3) complaints.push(`lockfileVersion: expected 3, received ${lock.lockfileVersion}`);
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '' || entry.link) continue;
  if (!entry.integrity && !entry.inBundle) complaints.push(`${path}: no integrity`);
  if (entry.resolved) complaints.push(`${path}: has a resolved address`);
  const licence = entry.license ?? require(`../${path}/package.json`).license;
  if (!allowed(licence, entry.dev || entry.devOptional ? TOOLS : RUNTIME)) {
    complaints.push(`${path}: licence ${JSON.stringify(licence)} is not on the list`);
  }
}
for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length > 0 ? 1 : 0);
